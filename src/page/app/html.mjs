// html: Preact with htm, from one place, so that nobody else names the package.
export { h, html, render, useErrorBoundary, Component, createContext, useState, useEffect, useLayoutEffect, useMemo, useRef, useCallback, useContext, useReducer }
  from './vendor/preact.mjs';

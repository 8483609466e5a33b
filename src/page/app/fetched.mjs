// fetched: something asked for once when a page opens: { value, error, again }.
import { useCallback, useEffect, useState } from './html.mjs';
import { get } from './api.mjs';

export function useFetched(path) {
  const [state, setState] = useState({});
  const again = useCallback(() => {
    let current = true;
    get(path).then((value) => current && setState({ value }), (error) => current && setState({ error }));
    return () => { current = false; };
  }, [path]);
  useEffect(again, [again]);
  return { ...state, again };
}

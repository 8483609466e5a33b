// ids: a name as the id of an element: letters, digits, - and _ only; another name, another id.
export const idOf = (prefix, name) => `${prefix}-${name.replace(/[^A-Za-z0-9-]/gu, (sign) => `_${sign.codePointAt(0).toString(36)}_`)}`;

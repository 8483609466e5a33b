// head: what pages and parts say to the frame around them: title, crumb, jump links, what to read out, where to go.
import { createContext, useContext, useEffect } from './html.mjs';

// { say(text), go(path), setHead(head), me }
export const Frame = createContext({ say() {}, go() {}, setHead() {}, me: {} });

export const useFrame = () => useContext(Frame);

// A mark on the body while something stands open: rules that ask with :has() would be worked out anew for every element that comes.
export function useBodyMark(mark, on) {
  useEffect(() => {
    document.body.classList.toggle(mark, on);
    return () => document.body.classList.remove(mark);
  }, [mark, on]);
}

// The head of the page that is shown: { title, name, about, jump, asOf, evaluated, ready }. `name` and `about` stay in view when scrolling.
export function useHead(head) {
  const { setHead } = useFrame();
  const jump = head.jump?.map(([id]) => id).join();
  const { title, about, asOf, evaluated, ready } = head;
  useEffect(() => setHead({ ...head, path: location.pathname }), [title, about, asOf, evaluated, ready, location.pathname, jump]);
}

// What is wrong with the looks of a page as it is now: a list of sentences, empty where nothing is. Of all that is seen of
// it and of its shadow trees.
() => {
  const SLACK = 1.5; // pixels
  const SMALLEST = 11; // pixels of text
  const TOUCHABLE = 44; // pixels, WCAG 2.5.5

  const everything = (root) =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? everything(one.shadowRoot) : [])]);
  const parent = (one) => one.assignedSlot ?? one.parentElement ?? one.getRootNode().host ?? null;
  const isSeen = (one) =>
    one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest('.unseen, option, title, desc');
  const name = (one) => `“${(one.textContent || one.ariaLabel || one.id).trim().slice(0, 40)}”`;
  const size = ({ width, height }) => `${Math.round(width)} x ${Math.round(height)}`;

  /** The box of an element's own text, without that of its children. */
  function boxOf(one) {
    const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (texts.length === 0) return null;
    const range = document.createRange();
    range.setStartBefore(texts[0]);
    range.setEndAfter(texts.at(-1));
    const box = range.getBoundingClientRect();
    return box.width > 0 && box.height > 0 ? box : null;
  }

  /** Whether something around the text hides a part of it for good: what scrolls shows it later. */
  function isCut(one, box) {
    for (let around = one; around && around !== document.documentElement; around = parent(around)) {
      const { overflowX, overflowY } = getComputedStyle(around);
      const room = around.getBoundingClientRect();
      const beyond = (overflow, before, after) => ['hidden', 'clip'].includes(overflow) && (before > SLACK || after > SLACK);
      if (beyond(overflowX, room.left - box.left, box.right - room.right)) return true;
      if (beyond(overflowY, room.top - box.top, box.bottom - room.bottom)) return true;
      if ([overflowX, overflowY].some((overflow) => ['auto', 'scroll'].includes(overflow))) return false;
    }
    return box.left < -SLACK || box.right > innerWidth + SLACK;
  }

  const fontSize = (one) => parseFloat(getComputedStyle(one).fontSize) * (one.ownerSVGElement ? one.getScreenCTM().a : 1);
  const isFaraway = (a, b) =>
    a.right - b.left < SLACK || b.right - a.left < SLACK || a.bottom - b.top < SLACK || b.bottom - a.top < SLACK;

  const faults = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} pixels wide in ${innerWidth}`);
  const seen = everything(document.body).filter(isSeen);
  const texts = seen.map((one) => ({ one, box: boxOf(one) })).filter(({ box }) => box);
  if (texts.length === 0) faults.push('there is no text');
  texts.forEach(({ one, box }, index) => {
    if (isCut(one, box)) faults.push(`${name(one)} is cut off`);
    if (fontSize(one) < SMALLEST) faults.push(`${name(one)} is ${fontSize(one).toFixed(1)} pixels small`);
    texts.slice(index + 1).forEach((other) => {
      if (!isFaraway(box, other.box)) faults.push(`${name(one)} overlaps ${name(other.one)}`);
    });
  });
  seen.filter((one) => one.matches('button, select, input, a[href]')).forEach((one) => {
    const box = one.getBoundingClientRect();
    if (one.scrollWidth > one.clientWidth + SLACK && one.matches('button, a')) faults.push(`${name(one)} has no room`);
    if (Math.min(box.width, box.height) < TOUCHABLE - SLACK) faults.push(`${name(one)} is only ${size(box)}`);
  });
  return faults;
};

// What the page does not take of a camera's offer.

/**
 * The offer without its data channel. The page has no use for one, and an answer that takes it does more than watch,
 * which the bridge does not let everybody do.
 */
export function withoutData(sdp) {
  const [session, ...sections] = sdp.split(/^(?=m=)/m);
  const mids = [];
  const kept = sections.map((section) => {
    if (!section.startsWith('m=application ')) return section;
    mids.push(/^a=mid:(\S+)/m.exec(section)?.[1]);
    return section.replace(/^m=application \d+/, 'm=application 0');
  });
  const bundle = (line) => line.split(' ').filter((mid) => !mids.includes(mid)).join(' ');
  return session.replace(/^a=group:BUNDLE .*$/m, bundle) + kept.join('');
}

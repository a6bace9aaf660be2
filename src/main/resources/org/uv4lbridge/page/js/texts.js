// The English texts, and the look-up. A language is one more table with the same keys, loaded only where it is shown.

const en = {
  'language': 'Language',
  'wall': 'All cameras',
  'open': 'Open {camera}',
  'announce': '{camera}: {word}',
  'call': 'Call',
  'again': 'Call again',
  'now': 'Call now',
  'reload': 'Look again',
  'hangup': 'Hang up',
  'stop': 'Stop',
  'sound.on': 'Turn sound on',
  'sound.off': 'Turn sound off',
  'volume': 'Volume',
  'fullscreen': 'Full screen',
  'pip': 'Picture in picture',
  'snapshot': 'Save a snapshot',
  'talk': 'Hold to talk',
  'talk.failed': 'No microphone: {text}',
  'statistics': 'Statistics',
  'more': 'More',
  'format': 'Video format',
  'format.any': 'Automatic',
  'format.one': '{width} × {height}, {rate}/s',
  'console': 'Data channel',
  'console.send': 'Send',
  'console.text': 'Text to the camera',
  'console.bytes': '({size} bytes)',
  'video': 'Video of the camera',
  'empty': 'Nothing to see yet',
  'next': 'Calling again in {seconds} s…',
  'next.now': 'Calling again…',
  'said': 'Message received: “{text}”',

  // A camera's state in a few words; of failures that need no more than one
  'word.idle': 'Ready',
  'word.calling': 'Calling…',
  'word.waiting': 'Waiting, number {position}',
  'word.live': 'Live',
  'word.faltering': 'Faltering',
  'word.paused': 'Paused',
  'word.retrying': 'Reconnecting in {seconds} s',
  'word.retrying.now': 'Reconnecting…',
  'word.ended': 'Ended',
  'word.failed': 'No video',
  'word.off': 'Camera off',
  'word.refused': 'Refused',
  'word.noPicture': 'No picture',
  'word.busy': 'Busy',

  // Statistics
  'stats.size': 'Picture',
  'stats.rate': 'Frames/s',
  'stats.bitrate': 'Bitrate',
  'stats.loss': 'Lost packets',
  'stats.jitter': 'Jitter',
  'stats.roundTrip': 'Round trip',
  'stats.codec': 'Codec',
  'stats.path': 'Path',
  'stats.first': 'First picture',
  'stats.direct': 'direct',
  'stats.relayed': 'relayed',

  // What has happened in a call
  'timeline': 'What happened',
  'timeline.label': 'What happened between viewer, bridge and camera',
  'timeline.save': 'Save as JSON',
  'timeline.viewer': 'viewer',
  'timeline.bridge': 'bridge',
  'timeline.camera': 'camera',

  // The page's title
  'title': 'UV4L bridge',
  'title.idle': '{camera} · UV4L bridge',
  'title.calling': 'Calling {camera}… · UV4L bridge',
  'title.waiting': '({position}) {camera}, in the queue · UV4L bridge',
  'title.live': '● {camera} · UV4L bridge',
  'title.paused': '{camera}, paused · UV4L bridge',
  'title.retrying': '{camera}, calling again… · UV4L bridge',
  'title.ended': '{camera}, ended · UV4L bridge',
  'title.failed': '{camera}, no video · UV4L bridge',

  // The status line; `.hint` is what it means or what to do
  'loading': 'Looking for cameras…',
  'noBridge': 'The bridge does not answer',
  'noBridge.hint': 'Check that it is running and that this device is in its network.',
  'noCameras': 'No camera yet',
  'noCameras.hint': 'Add one to the bridge’s configuration, then look again.',
  'noWebRtc': 'This browser cannot show live video',
  'noWebRtc.hint': 'WebRTC is missing or switched off. Use a current browser.',
  'idle': '{camera}',
  'idle.hint': 'Ready to call. The video comes straight from the camera.',

  'connecting': 'Connecting to the bridge…',
  'calling': 'Calling {camera}…',
  'offered': '{camera} answered',
  'offered.hint': 'It has offered its video.',
  'linking': 'Connecting the video…',
  'linking.hint': 'Looking for a network path to {camera}.',
  'connected': 'Connected to {camera}',
  'connected.hint': 'Waiting for the first picture.',
  'live.status': '{camera} is live',
  'live.hint': '{width} × {height}, straight from the camera.',
  'faltering': 'The connection falters',
  'faltering.hint': 'The network is in the way. It may come back by itself.',
  'paused': 'Paused',
  'paused.hint': '{camera} is free for others. It is called again as soon as it can be seen here.',
  'slow.hint': 'This takes longer than usual.',

  'waiting': '{camera} is busy; you are number {position} in the queue',
  'waiting.next': '{camera} is busy; you are next',
  'waiting.hint': 'The video starts by itself when it is your turn.',

  'hungup': 'Hung up',
  'hungup.hint': '{camera} is free for others.',
  'leftQueue': 'You have left the queue',
  'leftQueue.hint': 'Call again to queue up anew.',
  'stopped': 'Stopped',
  'stopped.hint': '{camera} is not called any more.',
  'cameraEnded': '{camera} ended the call',
  'cameraEnded.hint': 'Call again to go on watching.',
  'sessionOver': 'Your time is up',
  'sessionOver.hint': 'Others may be waiting for {camera}. Call again to go on watching.',

  'forbidden': 'You may not watch {camera}',
  'forbidden.hint': 'Reload the page to sign in again, or ask whoever runs the bridge.',
  'locked': 'You may not watch here',
  'locked.hint': 'Reload the page to sign in again, or ask whoever runs the bridge.',
  'expired': 'Your sign-in has expired',
  'expired.hint': 'Reload the page to sign in again.',
  'unknownCamera': '{camera} is not there any more',
  'unknownCamera.hint': 'The bridge knows it no longer, or you may not watch it now. Reload the page to see those there are.',
  'rejected': 'The bridge refused the call',
  'rejected.hint': 'This is what it said:',

  'unreachable': 'No connection to the bridge',
  'unreachable.hint': 'Check that it is running and that this device is in its network.',
  'notOpened': 'The bridge did not open the connection',
  'notOpened.hint': 'It answers, but lets no WebSocket through. It may be full, or a proxy before it is set up wrongly.',
  'stopping': 'The bridge is stopping',
  'stopping.hint': 'If it is being restarted, the video comes back by itself.',
  'overloaded': 'The bridge has too much to do',
  'overloaded.hint': 'Or it has lost the route behind this camera.',
  'cut': 'The connection to the bridge was lost',
  'cut.hint': 'It was restarted, or the network is in the way.',
  'closed': 'The call was cut off',
  'closed.hint': 'The bridge closed the connection before any video came.',

  'noOffer': '{camera} does not answer',
  'noOffer.hint': 'It took the call but offered no video. If that stays so, restart the camera.',
  'busy': '{camera} is busy',
  'busy.hint': 'Somebody else is watching.',
  'refused': 'No video from {camera}',
  'refused.hint': 'This is what came instead:',
  'cameraOff': '{camera} cannot be reached',
  'cameraOff.hint': 'It is off or not in the network, or the bridge has a wrong address of it.',
  'cameraSilent': '{camera} does not answer',
  'cameraSilent.hint': 'It took the connection and said nothing. If that stays so, restart the camera.',
  'cameraRefuses': '{camera} refuses the bridge',
  'cameraRefuses.hint': 'The bridge has a wrong user name, password or path for it.',
  'cameraUntrusted': '{camera} cannot be trusted',
  'cameraUntrusted.hint': 'Its certificate is unknown to the bridge, has expired or has another name.',
  'cameraLost': 'The connection to {camera} was lost',
  'cameraLost.hint': 'The camera stopped, or its network is in the way.',
  'badOffer': 'The offer of {camera} cannot be used',
  'badOffer.hint': 'The browser did not understand it. Another browser may.',
  'noVideo': 'This browser cannot show the video of {camera}',
  'noVideo.hint': 'It does not know the video format, often H.264. Try another browser or another format.',
  'noPath': 'No network path to the camera was found',
  'noPath.hint': 'Join the camera’s network, or have a STUN or TURN server set up in the bridge.',
  'noEncryption': 'No encrypted connection to {camera}',
  'noEncryption.hint': 'There is a network path, but the DTLS handshake failed. Restart the camera.',
  'noPicture': '{camera} is connected but sends no picture',
  'noPicture.hint': 'If that stays so, restart the camera.',
  'frozen': 'The picture of {camera} stands still',
  'frozen.hint': 'No new picture came for 3 seconds. The camera, or the network to it, is stuck.',
  'lost': 'The connection to {camera} was lost',
  'lost.hint': 'Check the network of both sides.',

  // Why a call shows no picture, by js/diagnosis.js
  'diagnosis.insecureSocket': 'This page came over https, the bridge’s address begins with ws or http.',
  'diagnosis.insecureSocket.hint': 'Browsers forbid that mix. Give the bridge a certificate and use its https address.',
  'diagnosis.accessRefused': 'You may not watch {camera}.',
  'diagnosis.accessRefused.hint': 'Sign in again by reloading the page, or ask whoever runs the bridge for the right to.',
  'diagnosis.cameraOff': 'The bridge cannot reach {camera}.',
  'diagnosis.cameraOff.hint': 'Switch the camera on, and check its network, and its address in the bridge’s settings.',
  'diagnosis.busy': 'Somebody else is watching {camera}.',
  'diagnosis.busy.hint': 'Wait until it is free, or hang up where it is open: most cameras serve one viewer at a time.',
  'diagnosis.noOffer': '{camera} takes the call but offers no video.',
  'diagnosis.noOffer.hint': 'Restart UV4L on the camera. If that does not help, check that no other program uses the camera module.',
  'diagnosis.noVideoOffered': '{camera} offers no video.',
  'diagnosis.noVideoOffered.hint': 'Turn video on in the camera’s UV4L settings, and check that its camera module is found.',
  'diagnosis.noCommonCodec': 'This browser cannot show the video of {camera}, which is {offered}.',
  'diagnosis.noCommonCodec.hint': 'It shows {known}. Use another browser, or choose a video format without the hardware codec.',
  'diagnosis.socketLost': 'The connection to the bridge was lost.',
  'diagnosis.socketLost.hint': 'Check this device’s network, and that the bridge runs. A proxy before it must let WebSockets stay open.',
  'diagnosis.turnRefused': 'The TURN server refused the bridge’s credentials.',
  'diagnosis.turnRefused.hint': 'The bridge and the TURN server must share the same secret, and their clocks the same time.',
  'diagnosis.turnSilent': 'The TURN server does not answer, and there is no other way to {camera}.',
  'diagnosis.turnSilent.hint': 'Check that it runs, that its address in the bridge’s settings is right, and that no firewall blocks its port.',
  'diagnosis.onlyLoopback': 'This device has no network address.',
  'diagnosis.onlyLoopback.hint': 'Connect it to a network. A browser also hides its addresses in some strict privacy settings.',
  'diagnosis.noCandidates': '{camera} names no network address.',
  'diagnosis.noCandidates.hint': 'Check that the camera has a network, and its STUN server in the UV4L settings; then restart UV4L.',
  'diagnosis.cameraHidden': '{camera} names only addresses ending in .local, which this device cannot find.',
  'diagnosis.cameraHidden.hint': 'Join the camera’s network, or turn hiding of addresses (mDNS) off at the camera.',
  'diagnosis.browserHidden': 'This browser hides its addresses from {camera}, and the camera’s cannot be reached from here.',
  'diagnosis.browserHidden.hint': 'Join the camera’s network, or have a STUN or TURN server set up in the bridge.',
  'diagnosis.relayUseless': 'The TURN server works for this device, but does not reach {camera}.',
  'diagnosis.relayUseless.hint': 'Let the TURN server send to the camera’s network: check its allowed and denied addresses and the firewall there.',
  'diagnosis.noPath': 'There is no network path between this device and {camera}.',
  'diagnosis.noPath.hint': 'Join the camera’s network. From elsewhere the bridge needs a TURN server.',
  'diagnosis.noEncryption': 'The encrypted connection to {camera} cannot be set up.',
  'diagnosis.noEncryption.hint': 'There is a path, but the DTLS handshake fails. Restart UV4L; if it is old, update it.',
  'diagnosis.noMedia': '{camera} is connected, but nothing of its video arrives.',
  'diagnosis.noMedia.hint': 'A firewall may drop UDP, or the camera’s encoder is stuck. Check the firewall, then restart UV4L.',
  'diagnosis.undecodable': 'The video of {camera} arrives, but this browser cannot make a picture of it.',
  'diagnosis.undecodable.hint': 'Try another video format or another browser. If that stays so, restart UV4L.',
  'diagnosis.frozen': 'The picture of {camera} stands still.',
  'diagnosis.frozen.hint': 'The camera, or the network to it, is stuck. If it happens again and again, choose a smaller video format.',
};

/** The languages there are: [tag, name]. */
export const LANGUAGES = Object.freeze([
  ['en', 'English'],
  ['ja', '日本語'],
]);

/** Tells `change` when another language is shown. */
export const texts = new EventTarget();

/** The language that is shown. */
export let language = 'en';

const REMEMBERED = 'uv4l-bridge.language';

let table = new Map(Object.entries(en));

/** Shows this language, or English where there is no such; a key that its table lacks is English, too. */
export async function setLanguage(tag) {
  const wanted = LANGUAGES.find(([one]) => one === tag)?.[0] ?? 'en';
  try {
    const others = wanted === 'en' ? {} : (await import(`./texts-${wanted}.js`)).default;
    table = new Map(Object.entries({ ...en, ...others }));
    language = wanted;
  } catch {
    return; // the module can't be had; what is shown stays
  }
  texts.dispatchEvent(new Event('change'));
}

/** Shows this language from now on, on this page and whenever it is opened again. */
export async function chooseLanguage(tag) {
  try {
    localStorage.setItem(REMEMBERED, tag);
  } catch {
    // not allowed to remember
  }
  await setLanguage(tag);
}

/** The text of a key with its {placeholders} filled in; empty where there is no such text. */
export function text(key, values = {}) {
  return (table.get(key) ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** Screen readers speak when text is set, so only where it differs. */
export function setText(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Fills in the elements below `root` that name their text (`data-text`) or their label (`data-label`). */
export function fillIn(root) {
  root.querySelectorAll('[data-text]').forEach((element) => setText(element, text(element.dataset.text)));
  root.querySelectorAll('[data-label]').forEach((element) => {
    element.ariaLabel = element.title = text(element.dataset.label);
  });
}

/** The one chosen before, else the first of the browser's that there is. */
function preferredLanguage() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(REMEMBERED);
  } catch {
    // not allowed to look
  }
  const tags = [chosen, ...navigator.languages].map((tag) => (tag ?? '').split('-')[0].toLowerCase());
  return tags.find((tag) => LANGUAGES.some(([one]) => one === tag)) ?? 'en';
}

await setLanguage(preferredLanguage());

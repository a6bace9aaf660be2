// Wires the page: which camera, whether it is watched, and what is shown of it.
import { Bridge } from './api.js';
import { CameraChoice } from './cameras.js';
import { Screen } from './screen.js';
import { isInCall, labelCall, showNext, showSaid, showStatus } from './status.js';
import { fillIn, language } from './texts.js';
import { Watch } from './watch.js';

const SLOW = 6_000; // ms in one phase until the status says that it takes long

const trickle = new URLSearchParams(location.search).get('trickle') !== 'no';
const hasWebRtc = 'RTCPeerConnection' in window;
const bridge = new Bridge(document.baseURI);
const screen = new Screen(document.getElementById('screen'));
const choice = new CameraChoice(document.getElementById('cameras'), cameraChosen);
let watch = null; // from Call to its end
let slowTimer = 0;

document.documentElement.lang = language;
fillIn(document);
document.getElementById('call').addEventListener('click', () => {
  if (watch) watch.now();
  else if (choice.chosen) startWatch();
  else loadCameras();
});
document.getElementById('hangup').addEventListener('click', () => watch?.stop());
window.addEventListener('pagehide', () => watch?.stop());
loadCameras();

async function loadCameras() {
  showStatus('loading', 'loading');
  labelCall('reload');
  try {
    choice.show(await bridge.fetchCameras());
  } catch ({ reason }) {
    showStatus('failed', reason ? 'locked' : 'noBridge');
    return;
  }
  if (choice.chosen) showIdle();
  else showStatus('idle', 'noCameras');
}

function showIdle() {
  labelCall('call');
  document.getElementById('call').disabled = !hasWebRtc;
  showStatus('idle', hasWebRtc ? 'idle' : 'noWebRtc', { values: { camera: choice.chosen.title } });
}

/** A choice during a call goes on with the new camera at once. */
function cameraChosen() {
  if (isInCall()) startWatch();
  else showIdle();
}

function startWatch() {
  watch?.stop();
  const values = { camera: choice.chosen.title };
  watch = new Watch(choice.chosen, bridge, { trickle, vformat: 0 }, {
    phase: (phase) => phase !== 'waiting' && showPhase(phase, values),
    queue: (position) => showQueue({ ...values, position }),
    stream: (stream) => {
      screen.play(stream, (width, height) => {
        Object.assign(values, { width, height });
        watch.call.picture(width);
        if (document.documentElement.dataset.phase === 'live') showPhase('live', values);
      });
    },
    note: showSaid,
    data: () => {},
    retry: ({ reason, said, delay }) => {
      leaveCall('now');
      showStatus('retrying', reason, { values, said });
      showNext(delay);
    },
    again: () => showNext(),
    end: ({ outcome, reason, said }) => {
      watch = null;
      leaveCall('again');
      showStatus(outcome, reason, { values, said });
    },
  });
  watch.start();
}

function showPhase(phase, values) {
  clearTimeout(slowTimer);
  document.documentElement.dataset.phase = phase;
  if (phase === 'live') {
    showStatus('live', 'live.status', { values, hint: 'live.hint' });
  } else if (phase === 'faltering') {
    showStatus('live', phase, { values });
  } else {
    showStatus('calling', phase, { values });
    slowTimer = setTimeout(() => showStatus('calling', phase, { values, hint: 'slow.hint' }), SLOW);
  }
}

function showQueue(values) {
  clearTimeout(slowTimer);
  document.documentElement.dataset.phase = 'waiting';
  showStatus('waiting', values.position === 1 ? 'waiting.next' : 'waiting', { values, hint: 'waiting.hint' });
}

function leaveCall(button) {
  clearTimeout(slowTimer);
  delete document.documentElement.dataset.phase;
  screen.clear();
  labelCall(button);
}

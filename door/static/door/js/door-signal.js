/*
 * <door-signal answer="welcome">: what an answer sounds and feels like, once it appears.
 *
 * Each answer has a rhythm and a direction of its own, so that it is told without looking. Browsers
 * allow neither sound nor vibration before the first touch of a page; until then it stays silent.
 */

const MUTED = "door-muted";

/* Tones as [hertz, seconds], in the order of their sounding; 0 hertz is a rest. */
const TONES = {
  welcome: [[659, 0.09], [988, 0.2]],
  already_here: [[784, 0.09], [0, 0.06], [784, 0.09]],
  other_event: [[523, 0.14], [784, 0.14], [523, 0.22]],
  waiting: [[440, 0.16], [0, 0.1], [440, 0.16], [0, 0.1], [440, 0.16]],
  cancelled: [[392, 0.2], [262, 0.4]],
  unknown: [[165, 0.45]],
  failed: [[165, 0.12], [0, 0.08], [165, 0.12], [0, 0.08], [165, 0.12]],
};

/* As `navigator.vibrate` takes them: on, off, on … in milliseconds. */
const PULSES = {
  welcome: [90],
  already_here: [60, 70, 60],
  other_event: [140, 80, 60, 80, 140],
  waiting: [80, 100, 80, 100, 80],
  cancelled: [200, 90, 350],
  unknown: [500],
  failed: [90, 60, 90, 60, 90, 60, 90],
};

const LOUDNESS = 0.35;

let audio;

function sound(answer) {
  audio ??= new AudioContext();
  let at = audio.currentTime;
  for (const [hertz, seconds] of TONES[answer]) {
    if (hertz) play(hertz, at, seconds, hertz < 200 ? "sawtooth" : "triangle");
    at += seconds;
  }
}

function play(hertz, at, seconds, type) {
  const tone = new OscillatorNode(audio, { type, frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  volume.gain.setValueAtTime(LOUDNESS, at + seconds - 0.02);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}

const isMuted = () => localStorage.getItem(MUTED) === "yes";

customElements.define(
  "door-signal",
  class extends HTMLElement {
    connectedCallback() {
      const answer = this.getAttribute("answer");
      if (!navigator.userActivation?.hasBeenActive) return;
      navigator.vibrate?.(PULSES[answer]);
      if (!isMuted()) sound(answer);
    }
  },
);

const button = document.querySelector("[data-door-sound]");
const show = () => button.setAttribute("aria-pressed", String(!isMuted()));
button.hidden = false;
button.addEventListener("click", () => {
  localStorage.setItem(MUTED, isMuted() ? "no" : "yes");
  show();
  if (!isMuted()) sound("welcome");
});
show();

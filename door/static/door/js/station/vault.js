/*
 * What this phone keeps, unreadable for whoever takes the phone apart.
 *
 * Everything is encrypted (AES-GCM) under a key that this browser made and that no script can
 * export. Two stores: `kept`, one record per name, and `queue`, entries in the order of their
 * coming. Erasing the vault drops the key with the rest.
 */

const NAME = "door-station";
const VERSION = 1;
const KEY = "key";

export class Vault {
  static async open() {
    const database = await openDatabase();
    const key = (await ask(database, "keys", "readonly", (keys) => keys.get(KEY))) ?? (await newKey());
    await ask(database, "keys", "readwrite", (keys) => keys.put(key, KEY));
    return new Vault(database, key);
  }

  constructor(database, key) {
    this.database = database;
    this.key = key;
  }

  async read(name) {
    const sealed = await ask(this.database, "kept", "readonly", (kept) => kept.get(name));
    return sealed && this.unseal(sealed);
  }

  async keep(name, value) {
    const sealed = await this.seal(value);
    await ask(this.database, "kept", "readwrite", (kept) => kept.put(sealed, name));
  }

  /* What may be lost with the power: the disk is not asked whether it has it. */
  async note(name, value) {
    const sealed = await this.seal(value);
    await ask(this.database, "kept", "readwrite", (kept) => kept.put(sealed, name), "relaxed");
  }

  async drop(name) {
    await ask(this.database, "kept", "readwrite", (kept) => kept.delete(name));
  }

  /* Resolves when the entry is on the disk: only then may the door say its answer. */
  async enqueue(entry) {
    const record = { client_id: entry.client_id, sealed: await this.seal(entry) };
    await ask(this.database, "queue", "readwrite", (queue) => queue.put(record));
  }

  async queued() {
    const records = await ask(this.database, "queue", "readonly", (queue) => queue.getAll());
    const entries = await Promise.all(records.map(({ sealed }) => this.unseal(sealed).catch(() => null)));
    return entries.filter((entry) => entry !== null);
  }

  /* How many entries wait, without opening them. */
  waiting() {
    return ask(this.database, "queue", "readonly", (queue) => queue.count());
  }

  async dequeue(identities) {
    await ask(this.database, "queue", "readwrite", (queue) => {
      const byIdentity = queue.index("client_id");
      for (const identity of identities) {
        byIdentity.getKey(identity).onsuccess = ({ target }) => {
          if (target.result !== undefined) queue.delete(target.result);
        };
      }
    });
  }

  async erase() {
    this.database.close();
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = request.onblocked = resolve;
      request.onerror = () => reject(request.error);
    });
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  async unseal({ iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data);
    return JSON.parse(new TextDecoder().decode(plain));
  }
}

function newKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("kept");
      const queue = request.result.createObjectStore("queue", { autoIncrement: true });
      queue.createIndex("client_id", "client_id", { unique: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/* Runs one transaction and resolves with the result of its request once it is durable. */
function ask(database, store, mode, work, durability = "strict") {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

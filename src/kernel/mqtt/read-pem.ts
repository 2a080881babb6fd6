import { readFile } from 'node:fs/promises';
import { StartError } from '../start-error.ts';

/** The file that `CARETAKER_MQTT_TLS_<what>_FILE` names. Throws a StartError with a sentence. */
export async function readPem(path: string, what: 'CA' | 'CERT' | 'KEY'): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`CARETAKER_MQTT_TLS_${what}_FILE ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

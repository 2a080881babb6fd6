/** What a player says of its computer, cut to size; '' where it says nothing. Claims: shown, never trusted. */
export interface Hardware {
  readonly hostname: string;
  readonly ip: string;
  readonly mac: string;
  readonly model: string;
  readonly serial: string;
  readonly os: string;
  readonly softwareVersion: string;
}

type Said = string | null | undefined;

/** As it comes by wire; players of different age call things differently. */
export interface HardwareClaims {
  readonly hostname?: Said;
  readonly ip?: Said;
  readonly ip_address?: Said;
  readonly mac?: Said;
  readonly mac_address?: Said;
  readonly model?: Said;
  readonly hardware_model?: Said;
  readonly serial?: Said;
  readonly os?: Said;
  readonly os_version?: Said;
  readonly software_version?: Said;
  readonly version?: Said;
}

const MOST = 255;
/** Also what turns the direction of writing round, so that a name is not shown for another one. */
const UNSEEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

export function hardwareOf(said: HardwareClaims): Hardware {
  return {
    hostname: first(said.hostname),
    ip: first(said.ip, said.ip_address),
    mac: first(said.mac, said.mac_address).toLowerCase().replaceAll('-', ':'),
    model: first(said.model, said.hardware_model),
    serial: first(said.serial),
    os: cleaned(`${first(said.os)} ${first(said.os_version)}`),
    softwareVersion: first(said.software_version, said.version),
  };
}

const first = (...said: readonly Said[]): string => said.map(cleaned).find((text) => text !== '') ?? '';

/** One line of text that can be stored and shown. What was cut may end in half a character. */
export const cleaned = (text: Said): string => (text ?? '').replaceAll(UNSEEN, '').trim().slice(0, MOST).replaceAll(UNSEEN, '').trim();

/** Whether the claims may be of one computer: nothing that names it differs where both say it. */
export const isSameComputer = (known: Hardware, claimed: Hardware): boolean =>
  (['mac', 'serial'] as const).every((name) => known[name] === '' || claimed[name] === '' || known[name] === claimed[name]);

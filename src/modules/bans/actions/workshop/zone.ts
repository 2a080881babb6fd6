/** Whether it is the name of a zone in the IANA database, as it can stand in TZ: no offset, no POSIX rule. */
export function isKnownZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return Temporal.Now.zonedDateTimeISO(name).timeZoneId !== '';
  } catch {
    return false; // RangeError: no such zone
  }
}

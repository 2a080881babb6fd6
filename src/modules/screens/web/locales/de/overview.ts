/** Worte der Übersicht. */
export const overview = {
  overview: {
    title: 'Bildschirme im Überblick',
    now: 'Jetzt:',
    until: '{{type}}, bis {{at, clock}}',
    nothing: 'Jetzt ist nichts geplant',
    outOfUse_one: '{{count}} Gruppe mit {{screens}} ist außer Gebrauch.',
    outOfUse_other: '{{count}} Gruppen mit {{screens}} sind außer Gebrauch.',
    toGroups: 'Gruppen zeigen',
  },
};

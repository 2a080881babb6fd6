/** Words of the overview. */
export const overview = {
  overview: {
    title: 'Screens at a glance',
    now: 'Now:',
    until: '{{type}}, until {{at, clock}}',
    nothing: 'Nothing is planned now',
    outOfUse_one: '{{count}} group with {{screens}} is out of use.',
    outOfUse_other: '{{count}} groups with {{screens}} are out of use.',
    toGroups: 'Show groups',
  },
};

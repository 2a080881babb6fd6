const en = {
  title: 'Try a player in this browser',
  about: 'It becomes a screen of this console, and shows what its group shows. Make a code on the page Enrol.',
  code: 'Enrolment code',
  enrol: 'Enrol',
  held: 'Somebody must decide first whether this browser is that screen. It asks again by itself.',
  refused: 'This code is unknown, used or over.',
  failed: 'The console could not be asked: {}',
  old: 'This browser is too old: it does not know Temporal.',
};

const de: typeof en = {
  title: 'Einen Player in diesem Browser ausprobieren',
  about: 'Er wird ein Bildschirm dieser Konsole und zeigt, was seine Gruppe zeigt. Einen Code gibt es auf der Seite Player anmelden.',
  code: 'Anmeldecode',
  enrol: 'Anmelden',
  held: 'Erst muss jemand entscheiden, ob dieser Browser jener Bildschirm ist. Er fragt von selbst wieder.',
  refused: 'Dieser Code ist unbekannt, verbraucht oder abgelaufen.',
  failed: 'Die Konsole konnte nicht gefragt werden: {}',
  old: 'Dieser Browser ist zu alt: Er kennt Temporal nicht.',
};

/** In the language of the browser; it is not known yet who looks. */
export const words = navigator.language.toLowerCase().startsWith('de') ? de : en;

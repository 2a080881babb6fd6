import { nested } from '../../view/nested.ts';

/** Ein Satz für jede Ablehnung. */
export const refusals = nested({
  'screens.unknown_screen': 'Diesen Bildschirm gibt es nicht.',
  'screens.name_taken': 'Ein anderer Bildschirm dieses Standorts heißt schon so.',
  'screens.unknown_group': 'Diese Gruppe gibt es nicht.',
  'screens.group_name_taken': 'Eine andere Gruppe dieses Standorts heißt schon so.',
  'screens.group_in_use': 'In dieser Gruppe sind noch Bildschirme: {count}. Zuerst anderswo einordnen.',
  'screens.unknown_site': 'Diesen Standort gibt es nicht.',
  'screens.unknown_code': 'Diesen Anmeldecode gibt es nicht.',
  'screens.unknown_held': 'Diese Anmeldung gibt es nicht, oder über sie ist schon entschieden.',
  'screens.enrolment_refused':
    'Dieser Code gilt für diesen Player nicht: Er ist falsch, abgelaufen oder verbraucht. Einen neuen verlangen.',
  'screens.broker_away': 'Der Broker konnte von dem Konto nichts erfahren: {reason} Mit demselben Code noch einmal fragen.',
  'screens.discovery_off': 'Player des alten Vertrags werden nicht hereingelassen: Eine Einstellung schaltet das ein.',
});

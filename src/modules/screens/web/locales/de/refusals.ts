import { nested } from '../../view/nested.ts';
import { contentRefusals } from './content-refusals.ts';

/** Ein Satz für jede Ablehnung. */
export const refusals = nested({
  'screens.unknown_screen': 'Diesen Bildschirm gibt es nicht.',
  'screens.no_screenshot': 'Ein solches Bild dieses Bildschirms gibt es nicht.',
  'screens.name_taken': 'Ein anderer Bildschirm dieses Standorts heißt schon so.',
  'screens.unknown_group': 'Diese Gruppe gibt es nicht.',
  'screens.group_name_taken': 'Eine andere Gruppe dieses Standorts heißt schon so.',
  'screens.group_in_use': 'In dieser Gruppe sind noch Bildschirme: {count}. Zuerst anderswo einordnen.',
  'screens.unknown_site': 'Diesen Standort gibt es nicht.',
  'screens.unknown_code': 'Diesen Anmeldecode gibt es nicht.',
  'screens.unknown_held': 'Diese Anmeldung gibt es nicht, oder über sie ist schon entschieden.',
  'screens.enrolment_refused':
    'Dieser Code gilt für diesen Player nicht: Er ist falsch, abgelaufen oder verbraucht. Einen neuen verlangen.',
  'screens.unknown_command': 'Diesen Befehl gibt es nicht.',
  'screens.command_id_taken': 'Ein anderer Befehl hat diese Kennung.',
  'screens.command_locked': 'Dieser Bildschirm wurde in 15 Minuten dreimal neu gestartet: Wieder möglich ab {until}.',
  'screens.command_not_published': 'Der Befehl kam nicht beim Broker an: {reason}',
  'screens.command_begun': 'Er lässt sich nicht mehr zurückrufen: Er hat begonnen oder ist zu Ende.',
  'screens.command_needs_nobody': 'Dieser Befehl wartet auf niemanden.',
  ...contentRefusals,
  'screens.broker_away': 'Der Broker konnte von dem Konto nichts erfahren: {reason} Mit demselben Code noch einmal fragen.',
  'screens.discovery_off': 'Player des alten Vertrags werden nicht hereingelassen: Eine Einstellung schaltet das ein.',
});

/** Worte über Player, die sich ein Konto teilen, und über solche, die zu viel sagen. */
export const wire = {
  wire: {
    notIndividual: 'Nicht einzeln ausgewiesen',
    notIndividualWhy:
      'Sein Player nutzt das Konto, das sich Player des alten Vertrags teilen. Jeder von ihnen kann für diesen Bildschirm sprechen. Ein Code für diesen Bildschirm gibt seinem Player ein eigenes Konto.',
    limited: 'Zu viele Nachrichten',
    limitedText_one: '{{count}} Nachricht kam schneller, als ein Player senden darf, zuletzt {{at, instant}}',
    limitedText_other: '{{count}} Nachrichten kamen schneller, als ein Player senden darf, zuletzt {{at, instant}}',
    limitedNone: 'keine',
    shared: 'Player des alten Vertrags',
    sharedAbout:
      'Player, die keine Anmeldung kennen, teilen sich ein Konto und werden zu Bildschirmen, indem sie sagen, wer sie sind. Sie lassen sich nicht auseinanderhalten: Jeder kann für jeden von ihnen sprechen, und für keinen angemeldeten.',
    off: 'Werden nicht hereingelassen. Die Einstellung „Player des alten Vertrags hereinlassen“ schaltet das ein.',
    user: 'Benutzername',
    password: 'Passwort',
    made: 'Passwort erstellt',
    madeNone: 'Es gibt noch kein Passwort, sodass keiner hereinkommt.',
    lost: 'Der Broker hat das Konto verloren. Ein neues Passwort erstellen.',
    broker: 'Broker',
    screens: 'Bildschirme ohne eigenes Konto',
    renew: 'Neues Passwort erstellen',
    renewFirst: 'Passwort erstellen',
    renewTitle: 'Neues Passwort für alle Player des alten Vertrags erstellen?',
    renewAsk: 'Alle werden sofort getrennt, und jedem muss das neue Passwort von Hand gegeben werden.',
    renewed: 'Das Passwort wurde erstellt',
    once: 'Wird nur dieses eine Mal gezeigt. Wer es hat, kann für jeden Bildschirm sprechen, der sich das Konto teilt.',
    ca: 'Zertifikate (PEM)',
  },
};

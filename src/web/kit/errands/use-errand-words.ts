import { useTranslation } from 'react-i18next';
import type { Errand } from '../../../kernel/contract/routes/errands.ts';

type Message = Errand['title'];

/** What an errand says, in the person's language: text `errands.<key>` of its module; one that nobody translated is shown by its key. */
export function useErrandWords(): (module: string, message: Message) => string {
  const { t } = useTranslation('kernel');
  return (module, { key, params }) => {
    const figures = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value ?? '–']));
    return t(`${module}:errands.${key}`, { ...figures, defaultValue: `${module}: ${key}` });
  };
}

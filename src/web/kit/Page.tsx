import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  /** Beside the title: marks, the name of the site. */
  readonly aside?: ReactNode;
  /** Main action, at the right of the title. */
  readonly actions?: ReactNode;
  /** One line, its state in the URL. */
  readonly filters?: ReactNode;
  /** `fill`: the content takes the rest of the height and scrolls itself (tables, Today). */
  readonly fit?: 'fill' | 'content';
  readonly children: ReactNode;
}

/** One title line with its main action, one line of filters, then the content. */
export function Page({ title, aside, actions, filters, fit = 'content', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Caretaker`;
  }, [title]);
  return (
    <div className={`ct-page ct-page-${fit}`}>
      <header className="ct-page-head">
        <div className="ct-page-title">
          <Title order={1} size="h3">
            {title}
          </Title>
          {aside}
        </div>
        {actions !== undefined && <div className="ct-page-actions">{actions}</div>}
      </header>
      {filters !== undefined && <div className="ct-page-filters">{filters}</div>}
      <div className="ct-page-body">{children}</div>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page, framed by a border. */
export function Section({ title, about, actions, children }: SectionProps) {
  return (
    <section className="ct-section" aria-label={title}>
      <header className="ct-section-head">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {about !== undefined && <p className="ct-section-about">{about}</p>}
        </div>
        {actions}
      </header>
      <div className="ct-section-body">{children}</div>
    </section>
  );
}

/** Facts as name and value, one under another. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="ct-facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

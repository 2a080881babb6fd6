import { Modal as MantineModal, type ModalProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A dialog. Gives the focus back also when it is taken out of the page while it is open, which Mantine's does not, and stays while it asks a question. */
export function Modal(props: ModalProps) {
  const [wasOpen] = useState(props.opened);
  useState(rememberOrigin);
  useEffect(() => (wasOpen ? () => void setTimeout(giveFocusBack) : undefined), [wasOpen]);
  // Escape reaches every open dialog; it answers the question that stands above this one.
  const close = (): void => {
    if (document.querySelector('[data-question] [role=dialog]') === null) props.onClose();
  };
  return <MantineModal {...props} onClose={close} />;
}

// One dialog may take the place of another (a question after it was loaded): what counts is where the first began.
let origin: Element | null = null;

function rememberOrigin(): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused.closest('[role=dialog]') !== null) return;
  // A menu is gone by then; its button stays.
  const menuButton = focused.closest('[role=menu]')?.getAttribute('aria-labelledby') ?? null;
  origin = menuButton === null ? focused : document.getElementById(menuButton);
}

function giveFocusBack(): void {
  if (document.activeElement !== document.body || document.querySelector('[role=dialog]') !== null) return;
  const target = origin?.isConnected === true ? origin : document.getElementById('main');
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** A calm blue-green. White on shade 7 has a contrast of 6.5, shade 3 on the dark ground 8.6. */
const tide: MantineColorsTuple = [
  '#edf6f6',
  '#d8ebeb',
  '#b2d8d9',
  '#86c3c5',
  '#57a9ad',
  '#38898e',
  '#25777d',
  '#17656b',
  '#125257',
  '#0c4044',
];

/** Greys with a little warmth. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f3f1ee',
  '#e9e6e1',
  '#dbd7d0',
  '#c5c0b7',
  '#9b958b',
  '#6a645b',
  '#524d46',
  '#37332e',
  '#201d1a',
];

const dark: MantineColorsTuple = [
  '#e8e5e1',
  '#cbc7c1',
  '#aaa59d',
  '#8a857d',
  '#504b46',
  '#3e3a36',
  '#2d2a27',
  '#201e1c',
  '#181715',
  '#100f0e',
];

/** Shade 7 carries white text with a contrast of 6.3. */
const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fadbd7',
  '#f3b6ae',
  '#f09488',
  '#e4705f',
  '#d34f3d',
  '#c03a29',
  '#a92e1f',
  '#8c2619',
  '#6f1d13',
];

/** Id of the landmark that holds dialogs, menus and hints. */
export const OVERLAYS = 'overlays';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif';

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 7 },
  colors: { tide, gray, dark, red },
  fontFamily: FONT,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontFamily: FONT, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '18px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 6,
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '8px', xl: '12px' },
  shadows: {
    xs: 'none',
    sm: 'none',
    md: '0 2px 8px rgb(0 0 0 / 12%)',
    lg: '0 4px 16px rgb(0 0 0 / 14%)',
    xl: '0 8px 28px rgb(0 0 0 / 16%)',
  },
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { styles: { root: { fontWeight: 500 } } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Modal: {
      styles: { title: { fontWeight: 600 } },
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.4 } },
    },
    Drawer: {
      styles: { title: { fontWeight: 600 } },
      defaultProps: { transitionProps: { duration: 140 }, overlayProps: { backgroundOpacity: 0.4 } },
    },
    // The focus goes to the first item itself: a menu has no children but items (WAI-ARIA 1.2, role menu).
    Menu: { defaultProps: { transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
    Portal: { defaultProps: { target: `#${OVERLAYS}` } },
    Popover: { defaultProps: { transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 80 }, openDelay: 250, withArrow: true } },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 80 } }, checkIconPosition: 'right' } },
  },
});

/** What Mantine's own variables lack in contrast, and the colours of the marks; both themes are chosen by hand. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fdfcfb',
    '--mantine-color-text': '#23201c',
    '--mantine-color-dimmed': '#655f57',
    '--mantine-color-placeholder': '#6f6960',
    '--mantine-color-error': '#a92e1f',
    '--mantine-color-anchor': '#17656b',
    '--ct-ground': '#f5f3f0',
    '--ct-line': '#e4e0da',
    '--ct-line-strong': '#857f75',
    '--ct-hover': '#f3f1ed',
    '--ct-chosen': '#e3f0f0',
    '--ct-ok': '#20703a',
    '--ct-warning': '#8a5600',
    '--ct-critical': '#b02a1c',
    '--ct-unknown': '#655f57',
    '--ct-muted': '#2d5f9a',
    '--ct-off': '#655f57',
    '--ct-added': '#e2f2e5',
    '--ct-removed': '#fbe4e0',
  },
  dark: {
    '--mantine-color-body': '#201e1c',
    '--mantine-color-text': '#e4e1dc',
    '--mantine-color-dimmed': '#aaa59d',
    '--mantine-color-placeholder': '#a09b93',
    '--mantine-color-error': '#f09488',
    '--mantine-color-anchor': '#86c3c5',
    '--ct-ground': '#181715',
    '--ct-line': '#37332f',
    '--ct-line-strong': '#8a857d',
    '--ct-hover': '#292623',
    '--ct-chosen': '#1d3536',
    '--ct-ok': '#6cc489',
    '--ct-warning': '#e3b04f',
    '--ct-critical': '#f58a7b',
    '--ct-unknown': '#b0aaa2',
    '--ct-muted': '#8fb8ea',
    '--ct-off': '#b0aaa2',
    '--ct-added': '#1f3325',
    '--ct-removed': '#3d2421',
  },
});

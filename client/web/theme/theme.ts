import {
  createTheme,
  InputError,
  defaultVariantColorsResolver,
  Menu,
  Modal,
  PasswordInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { t } from '../strings/index.ts';

/** Ink on paper: what is not a phase of the timer is drawn in these. */
const ink: MantineColorsTuple = [
  '#f4f1eb',
  '#e9e6df',
  '#d3cfc6',
  '#b4b1aa',
  '#8f8f8f',
  '#6c707a',
  '#525866',
  '#3a4150',
  '#2b3140',
  '#1f2430',
];
/** Mantine draws its dark scheme with this scale: 0 is text, 7 the ground. */
const dark: MantineColorsTuple = [
  '#e9e6df',
  '#c9c6bf',
  '#a8a69f',
  '#767a86',
  '#3b4150',
  '#2c313d',
  '#1d212b',
  '#14171f',
  '#0f1218',
  '#0a0c11',
];
/** What Mantine draws in grey, as warm as the paper. */
const gray: MantineColorsTuple = [
  '#f7f3ec',
  '#f1ece3',
  '#e8e2d7',
  '#ddd6c9',
  '#cdc5b7',
  '#aaa497',
  '#857f74',
  '#585e6b',
  '#3a4150',
  '#1f2430',
];
const clay: MantineColorsTuple = [
  '#fdf1ee',
  '#f8ded8',
  '#efbcb0',
  '#e69886',
  '#de7862',
  '#d8644b',
  '#c8503a',
  '#a93f2b',
  '#8b3223',
  '#6e261a',
];

/** Filled with ink means paper-coloured text, in either scheme: Mantine decides it once for both. */
const colors: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const ink = input.variant === 'filled' && (input.color ?? input.theme.primaryColor) === 'ink';
  return ink ? { ...resolved, color: 'var(--on-ink)' } : resolved;
};

const sans = "'Inter Variable', 'Inter Fallback', system-ui, sans-serif";

/** A part of the page of their own, with a name, for what opens over all the others. */
const popups = { target: '#popups' };

export const theme = createTheme({
  colors: { ink, dark, gray, clay },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 1 },
  variantColorResolver: colors,
  white: '#ffffff',
  black: '#1f2430',
  fontFamily: sans,
  headings: { fontFamily: sans, fontWeight: '620', textWrap: 'balance' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  shadows: {
    xs: '0 1px 2px rgb(31 36 48 / 6%)',
    sm: '0 1px 3px rgb(31 36 48 / 8%), 0 1px 2px rgb(31 36 48 / 4%)',
    md: '0 6px 18px rgb(31 36 48 / 9%)',
    lg: '0 14px 36px rgb(31 36 48 / 14%)',
    xl: '0 24px 60px rgb(31 36 48 / 18%)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    PasswordInput: PasswordInput.extend({
      defaultProps: { visibilityToggleButtonProps: { 'aria-label': t.comingIn.showPassword } },
    }),
    // Heard when it comes, also by who stands in the field already.
    InputError: InputError.extend({ defaultProps: { role: 'alert' } }),
    // Opened, it stands on its first item, and not on an empty element that has no place in a menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, portalProps: popups } }),
    Tooltip: Tooltip.extend({ defaultProps: { portalProps: popups } }),
    Modal: Modal.extend({
      styles: { title: { fontSize: '1.125rem', fontWeight: 640 } },
      // Its <header> would count as the page's banner, which there is one of.
      defaultProps: { attributes: { header: { role: 'presentation' } } },
    }),
  },
});

/** Each phase has a line colour (3:1 on the ground) and a text colour (4.5:1), and a wash to lay things on. */
const phases = {
  light: {
    work: ['#c87800', '#875200', '#fbeed8'],
    'short-break': ['#3f8f46', '#2a6a31', '#e4f1e1'],
    'long-break': ['#2c7da6', '#1c5f83', '#dfeef5'],
    idle: ['#8b8f99', '#545a68', '#efebe4'],
  },
  dark: {
    work: ['#f0a63a', '#f3b65c', '#33281a'],
    'short-break': ['#6fbf73', '#8bcf8e', '#1d2c22'],
    'long-break': ['#5fb0d6', '#82c4e3', '#1a2b37'],
    idle: ['#767a86', '#a8a69f', '#1d212b'],
  },
} as const;

function phaseVariables(scheme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(
    Object.entries(phases[scheme]).flatMap(([phase, [line, text, wash]]) => [
      [`--phase-${phase}-line`, line],
      [`--phase-${phase}-text`, text],
      [`--phase-${phase}-wash`, wash],
    ]),
  );
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--header-height': '56px' },
  light: {
    ...phaseVariables('light'),
    '--on-ink': '#fbf8f3',
    '--mantine-color-body': '#fbf8f3',
    '--mantine-color-text': '#1f2430',
    '--mantine-color-dimmed': '#585e6b',
    '--mantine-color-placeholder': '#6a6f7b',
    '--mantine-color-error': '#a93f2b',
    '--mantine-color-default-border': '#d9d3c8',
    '--mantine-color-anchor': '#1c5f83',
    '--surface': '#fffdfa',
    '--surface-sunken': '#f4f0e8',
    '--hairline': '#e6e0d5',
    '--focus-ring': '#1c5f83',
  },
  dark: {
    ...phaseVariables('dark'),
    '--on-ink': '#14171f',
    '--mantine-color-body': '#14171f',
    '--mantine-color-text': '#e9e6df',
    '--mantine-color-dimmed': '#a8a69f',
    '--mantine-color-placeholder': '#8f929b',
    '--mantine-color-error': '#f0907b',
    '--mantine-color-default-border': '#3b4150',
    '--mantine-color-anchor': '#82c4e3',
    '--surface': '#1a1e27',
    '--surface-sunken': '#11141a',
    '--hairline': '#2a2f3a',
    '--focus-ring': '#82c4e3',
  },
});

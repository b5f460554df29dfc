import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useEditorState, type Editor } from '@tiptap/react';
import { useState, type SubmitEvent } from 'react';
import { t } from '../../strings/index.ts';
import { isLink } from '../documents/is-link.ts';

/** Makes what is selected a link, or what is typed if nothing is. */
export function LinkTool({ editor }: { editor: Editor }) {
  const href = useEditorState({
    editor,
    selector: ({ editor: now }) => (now.isActive('link') ? String(now.getAttributes('link')['href'] ?? '') : null),
  });
  const [typed, setTyped] = useState<string | null>(null);
  const address = withScheme(typed ?? '');
  const close = () => setTyped(null);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!isLink(address)) return;
    const chain = editor.chain().focus().extendMarkRange('link');
    const bare = editor.state.selection.empty && href === null;
    if (bare) chain.insertContent({ type: 'text', text: address, marks: [{ type: 'link', attrs: { href: address } }] });
    else chain.setLink({ href: address });
    chain.run();
    close();
  }

  function remove(): void {
    editor.chain().focus().extendMarkRange('link').unsetLink().run();
    close();
  }

  return (
    <Popover opened={typed !== null} onChange={close} position="bottom" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <ActionIcon
          variant={href === null ? 'subtle' : 'light'}
          size={44}
          aria-label={t.notes.link}
          aria-pressed={href !== null}
          onClick={() => setTyped(typed === null ? (href ?? '') : null)}
        >
          <IconLink size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="xs">
            <TextInput
              label={t.notes.linkAddress}
              description={t.notes.linkHint}
              value={typed ?? ''}
              data-autofocus
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Group justify="flex-end" gap="xs">
              {href !== null && (
                <Button variant="default" size="sm" onClick={remove}>
                  {t.notes.linkRemove}
                </Button>
              )}
              <Button type="submit" size="sm" disabled={!isLink(address)}>
                {t.notes.linkSet}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** People write `example.org`, and a mailbox without `mailto:`. */
function withScheme(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return trimmed;
  return /^[^\s/@]+@[^\s/@]+$/.test(trimmed) ? `mailto:${trimmed}` : `https://${trimmed}`;
}

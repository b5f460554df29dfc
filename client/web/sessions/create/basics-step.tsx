import { Textarea, TextInput } from '@mantine/core';
import { t } from '../../strings/index.ts';
import type { StepProps } from './step-props.ts';
import { TypeChoice } from './type-choice.tsx';

export function BasicsStep({ draft, faults, change }: StepProps) {
  return (
    <>
      <TextInput
        name="title"
        size="md"
        label={t.create.name}
        placeholder={t.create.namePlaceholder}
        data-autofocus
        maxLength={100}
        value={draft.title}
        error={faults.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <TypeChoice value={draft.type} onChange={(type) => change({ type })} />
      <Textarea
        name="description"
        size="md"
        label={t.create.description}
        description={t.create.descriptionHint}
        rows={2}
        value={draft.description}
        error={faults.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <TextInput
        name="subject"
        size="md"
        label={t.create.subject}
        placeholder={t.create.subjectPlaceholder}
        maxLength={80}
        value={draft.subject}
        onChange={(event) => change({ subject: event.currentTarget.value })}
      />
      <TextInput
        name="tags"
        size="md"
        label={t.create.tags}
        description={t.create.tagsHint}
        value={draft.tags}
        error={faults.tags}
        onChange={(event) => change({ tags: event.currentTarget.value })}
      />
      <TextInput
        name="scheduled-at"
        type="datetime-local"
        size="md"
        label={t.create.when}
        description={t.create.whenHint}
        value={draft.scheduledAt}
        error={faults.scheduledAt}
        onChange={(event) => change({ scheduledAt: event.currentTarget.value })}
      />
    </>
  );
}

import { Button, Group, Stepper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { focusOn, focusOnFault } from '../../ui/focus-on.ts';
import { Notice } from '../../ui/notice.tsx';
import { refusalText } from '../../ui/refusal-text.ts';
import { say } from '../../ui/toast.ts';
import { BasicsStep } from './basics-step.tsx';
import classes from './create-dialog.module.css';
import { faultsOf, freshDraft, type Draft } from './draft.ts';
import { InviteStep } from './invite-step.tsx';
import { isFresh, keepDraft, keptDraft } from './kept-draft.ts';
import { Preview } from './preview.tsx';
import { SettingsStep } from './settings-step.tsx';
import type { StepProps } from './step-props.ts';
import { useCreate } from './use-create.ts';

const steps = ['basics', 'settings', 'invite'] as const;
const nextLabels = [t.create.nextSettings, t.create.nextInvite, ''];
/** Which step a field is on, to go back to where something is wrong. */
const stepOf: Partial<Record<keyof Draft, number>> = { title: 0, description: 0, tags: 0, scheduledAt: 0, seats: 1 };

/**
 * A title is enough: "Create" is there from the first step on, and the others are for who wants more. What was written is
 * kept until it was created or its person starts over, however the dialog was closed.
 */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(keptDraft);
  const [step, setStep] = useState(0);
  const [tried, setTried] = useState(false);
  const { busy, refusal, create } = useCreate();
  const form = useRef<HTMLFormElement>(null);
  const small = useMediaQuery('(max-width: 40em)');
  const faults = faultsOf(draft);
  const written = !isFresh(draft);
  useEffect(() => keepDraft(draft), [draft]);
  const props: StepProps = {
    draft,
    faults: tried ? faults : {},
    change: (part) => setDraft((before) => ({ ...before, ...part })),
  };

  function close(): void {
    if (written) say(t.create.keptSaid);
    onClose();
  }

  function startOver(): void {
    setDraft(freshDraft());
    setTried(false);
    setStep(0);
    focusOn('input[name="title"]');
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    const [wrong] = Object.keys(faults) as (keyof Draft)[];
    if (wrong !== undefined) {
      setStep(stepOf[wrong] ?? 0);
      focusOnFault(event.currentTarget);
    } else if (!busy) void create(draft);
  }

  /** What had the focus may be on another step: one goes on from where this one begins. */
  function goTo(next: number): void {
    setStep(next);
    focusOn('[data-step-fields]');
    requestAnimationFrame(() => form.current?.scrollIntoView());
  }

  return (
    <Dialog onClose={close} title={t.create.title} size={720} fullScreen={small}>
      <form ref={form} onSubmit={submit} noValidate className={classes.form}>
        <Stepper active={step} onStepClick={goTo} size="sm" iconSize={32} className={classes.steps} mb="md">
          {steps.map((name) => (
            <Stepper.Step
              key={name}
              label={t.create.steps[name]}
              completedIcon={steps.indexOf(name) + 1}
              aria-current={steps[step] === name ? 'step' : undefined}
            />
          ))}
        </Stepper>
        <div className={classes.columns}>
          <div
            className={classes.fields}
            role="group"
            aria-label={t.create.steps[steps[step] ?? 'basics']}
            tabIndex={-1}
            data-step-fields
          >
            {step === 0 && <BasicsStep {...props} />}
            {step === 1 && <SettingsStep {...props} />}
            {step === 2 && <InviteStep {...props} />}
          </div>
          <Preview draft={draft} />
        </div>
        <Group justify="space-between" gap="sm" className={classes.kept} data-written={written || undefined}>
          <Text size="sm" c="dimmed">
            {t.create.kept}
          </Text>
          <Button variant="subtle" size="md" onClick={startOver}>
            {t.create.startOver}
          </Button>
        </Group>
        {refusal && <Notice>{refusalText(refusal)}</Notice>}
        <Group justify="space-between" className={classes.actions}>
          {step > 0 ? (
            <Button variant="subtle" size="md" onClick={() => goTo(step - 1)}>
              {t.common.back}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="sm">
            {step < 2 && (
              <Button variant="default" size="md" onClick={() => goTo(step + 1)}>
                {nextLabels[step]}
              </Button>
            )}
            <Button type="submit" size="md" loading={busy}>
              {t.create.create}
            </Button>
          </Group>
        </Group>
      </form>
    </Dialog>
  );
}

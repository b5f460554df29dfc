import type { ActiveSpeakerObserver, AudioLevelObserver, Producer, Router } from 'mediasoup/types';
import type { UserId } from '../protocol/ids.ts';

/** How often loudness is looked at, and how long somebody who paused for breath still counts as speaking. */
const lookEveryMs = 300;
const breathMs = 1_200;
/** Quieter than this is a room, not a voice. */
const thresholdDb = -55;
const atMost = 6;

type SpeakerOf = (producerId: string) => UserId | undefined;

/** Who speaks in a room: the dominant speaker first, then the loud; told when it changes. */
export class Speakers {
  readonly #levels: AudioLevelObserver;
  readonly #dominance: ActiveSpeakerObserver;
  readonly #heardAt = new Map<UserId, number>();
  #dominant: UserId | undefined;
  #told = '';

  static async of(router: Router, speakerOf: SpeakerOf, onChange: (userIds: UserId[]) => void): Promise<Speakers> {
    const [levels, dominance] = await Promise.all([
      router.createAudioLevelObserver({ maxEntries: atMost, threshold: thresholdDb, interval: lookEveryMs }),
      router.createActiveSpeakerObserver({ interval: 300 }),
    ]);
    return new Speakers(levels, dominance, speakerOf, onChange);
  }

  private constructor(
    levels: AudioLevelObserver,
    dominance: ActiveSpeakerObserver,
    speakerOf: SpeakerOf,
    onChange: (userIds: UserId[]) => void,
  ) {
    this.#levels = levels;
    this.#dominance = dominance;
    let quiet: NodeJS.Timeout | undefined;
    const tell = () => {
      const now = performance.now();
      for (const [userId, heardAt] of this.#heardAt) if (now - heardAt >= breathMs) this.#heardAt.delete(userId);
      clearTimeout(quiet);
      // Of silence mediasoup tells once, at its beginning: whoever spoke last counts for a breath from there on.
      const next = Math.min(...this.#heardAt.values()) + breathMs - now;
      if (next < Infinity) quiet = setTimeout(tell, Math.ceil(next));
      const heard = [...this.#heardAt.keys()];
      const first = heard.filter((userId) => userId === this.#dominant);
      const userIds = [...first, ...heard.filter((userId) => userId !== this.#dominant)].slice(0, atMost);
      const key = userIds.join();
      if (key === this.#told) return;
      this.#told = key;
      onChange(userIds);
    };
    levels.on('volumes', (volumes) => {
      for (const { producer } of volumes) {
        const userId = speakerOf(producer.id);
        if (userId) this.#heardAt.set(userId, performance.now());
      }
      tell();
    });
    levels.observer.once('close', () => clearTimeout(quiet));
    dominance.on('dominantspeaker', ({ producer }) => {
      this.#dominant = speakerOf(producer.id);
      tell();
    });
  }

  /** A producer that closes leaves by itself. */
  async add(producer: Producer): Promise<void> {
    const producerId = producer.id;
    await Promise.all([this.#levels.addProducer({ producerId }), this.#dominance.addProducer({ producerId })]);
  }
}

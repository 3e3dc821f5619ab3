package hilum.eval.rank;

import java.util.BitSet;

/**
 * Where the best-placed right candidate stands when candidates are sorted by falling score and ties
 * are broken at random. Scores are compared as float32 numbers: 0.0 and -0.0 are one value.
 *
 * @param better wrong candidates above the best right one
 * @param tied wrong candidates level with it
 * @param own right candidates level with it, itself included
 */
public record Standing(int better, int tied, int own) {
    public Standing {
        if (better < 0 || tied < 0 || own < 1) {
            throw new IllegalArgumentException(
                    "Standing of %d better, %d tied, %d own: counts are not negative and own is at least 1"
                            .formatted(better, tied, own));
        }
    }

    /** The standing among these scores, counted one by one. */
    public static Standing among(float[] scores, BitSet right) {
        float best = Float.NEGATIVE_INFINITY;
        for (int i = right.nextSetBit(0); i >= 0; i = right.nextSetBit(i + 1)) {
            best = scores[i] > best ? scores[i] : best;
        }
        int better = 0;
        int tied = 0;
        int own = 0;
        for (int i = 0; i < scores.length; i++) {
            if (right.get(i)) {
                own += scores[i] == best ? 1 : 0;
            } else if (scores[i] > best) {
                better++;
            } else if (scores[i] == best) {
                tied++;
            }
        }
        return new Standing(better, tied, own);
    }

    /** Rank with every tie in its favour, from 1. */
    public int optimistic() {
        return better + 1;
    }

    /** Rank with every tie against it. */
    public int pessimistic() {
        return better + tied + 1;
    }

    /** Mean rank over all orders of the tied. */
    public double expected() {
        return better + (tied + own + 1) / (own + 1.0);
    }

    /** Probability that a right candidate is among the first k. */
    public double recall(int k) {
        int places = Math.clamp(k - better, 0, tied + own);
        double miss = 1;
        for (int i = 0; i < places; i++) {
            miss *= (double) Math.max(tied - i, 0) / (tied + own - i);
        }
        return 1 - miss;
    }

    /** What {@link #recall} is for candidates in random order. */
    public static double chance(int candidates, int right, int k) {
        return new Standing(0, candidates - right, right).recall(k);
    }
}

package hilum.encoders.text;

import java.util.Arrays;

/**
 * The tokens of one text, and which of them are pooled into its vector; attention sees all of them.
 */
public final class Tokens {
    private final int[] ids;
    private final boolean[] pooled;

    private Tokens(int[] ids, boolean[] pooled) {
        this.ids = ids;
        this.pooled = pooled;
    }

    /** Tokens that are all pooled. */
    public static Tokens of(int... ids) {
        boolean[] pooled = new boolean[ids.length];
        Arrays.fill(pooled, true);
        return new Tokens(ids.clone(), pooled);
    }

    /**
     * Tokens of which those at the given positions are pooled.
     *
     * @throws IllegalArgumentException for a position outside the text
     */
    public static Tokens of(int[] ids, int[] pooledPositions) {
        boolean[] pooled = new boolean[ids.length];
        for (int position : pooledPositions) {
            if (position < 0 || position >= ids.length) {
                throw new IllegalArgumentException(
                        "Position %d cannot be pooled: the text has %d tokens, count from 0"
                                .formatted(position, ids.length));
            }
            pooled[position] = true;
        }
        return new Tokens(ids.clone(), pooled);
    }

    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** The id of the token at a position. */
    public int id(int position) {
        return ids[position];
    }

    /** Whether the token at a position goes into the vector. */
    public boolean pooled(int position) {
        return pooled[position];
    }

    /** The number of tokens that go into the vector. */
    public int pooledCount() {
        int count = 0;
        for (boolean one : pooled) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** All ids, in order. */
    public int[] ids() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens tokens
                && Arrays.equals(ids, tokens.ids)
                && Arrays.equals(pooled, tokens.pooled);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(pooled);
    }

    /** Counts only: ids are the text. */
    @Override
    public String toString() {
        return "%d tokens, %d pooled".formatted(length(), pooledCount());
    }
}

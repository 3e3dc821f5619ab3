package hilum.encoders.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random numbers that follow from the plan's seed and from what they are drawn for, and from
 * nothing else.
 */
final class Draw {
    private Draw() {}

    /** A generator for one purpose. */
    static SplittableRandom of(long seed, String purpose, long number) {
        return new SplittableRandom(seed(seed, purpose, number));
    }

    /** A seed for one purpose; never negative, as libtorch wants it. */
    static long seed(long seed, String purpose, long number) {
        long mixed = mix(seed + 0x9e3779b97f4a7c15L);
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed + purpose.charAt(i) + 0x9e3779b97f4a7c15L);
        }
        return mix(mixed + number + 0x9e3779b97f4a7c15L) & Long.MAX_VALUE;
    }

    /** The list in random order. */
    static <T> List<T> shuffled(List<T> list, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            java.util.Collections.swap(shuffled, i, random.nextInt(i + 1));
        }
        return shuffled;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

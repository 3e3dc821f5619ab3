package hilum.synthetic;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded source of chance with the draws that the hospital needs. Same seed, same draws, on every
 * platform.
 */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean of(double probability) {
        return random.nextDouble() < probability;
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /**
     * About normal with mean 0 and standard deviation 1: the sum of four uniform numbers cut from
     * one draw.
     */
    double grain() {
        long bits = random.nextLong();
        long sum =
                (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum / 65536.0 - 2) * Math.sqrt(3);
    }

    <T> T pick(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }

    Side side() {
        return random.nextBoolean() ? Side.LEFT : Side.RIGHT;
    }

    Severity severity(double mild, double moderate) {
        double draw = random.nextDouble();
        return draw < mild
                ? Severity.MILD
                : draw < mild + moderate ? Severity.MODERATE : Severity.SEVERE;
    }

    int weighted(int... weights) {
        int draw = random.nextInt(java.util.Arrays.stream(weights).sum());
        int index = 0;
        while (draw >= weights[index]) {
            draw -= weights[index++];
        }
        return index;
    }

    long seed() {
        return random.nextLong();
    }
}

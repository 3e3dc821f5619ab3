package hilum.synthetic;

import static hilum.synthetic.FindingKind.*;

/**
 * The large structures of one chest, from which every other shape takes its place: where the
 * diaphragm stands, how wide the heart is, how far out the lungs reach.
 */
final class Thorax {
    final float lungOuter;
    final float apex = -.74f;
    final float inspiration;
    final float domeCurve;
    final float heartWidth;
    final float heartHeight;
    final float spineBend;
    final float lungDensity;

    Thorax(Truth truth, Chance physique, Chance image) {
        boolean inflated = truth.has(HYPERINFLATION);
        lungOuter = (float) physique.between(.74, .82);
        double breath = physique.between(.40, .46) + image.between(-.025, .025);
        if (inflated) {
            breath += .13;
        }
        if (truth.has(LOW_LUNG_VOLUMES)) {
            breath -= .17;
        }
        inspiration = (float) breath;
        domeCurve = inflated ? .25f : 1.1f;
        double enlarged =
                truth.find(CARDIOMEGALY)
                        .flatMap(Finding::severity)
                        .map(
                                s ->
                                        switch (s) {
                                            case MILD -> .08;
                                            case MODERATE -> .15;
                                            case SEVERE -> .23;
                                        })
                        .orElse(0.0);
        heartWidth = (float) (physique.between(.26, .30) * (inflated ? .82 : 1) + enlarged);
        heartHeight = (float) (physique.between(.28, .32) + enlarged / 3);
        spineBend = truth.has(SCOLIOSIS) ? (image.of(.5) ? .1f : -.1f) : 0;
        lungDensity = (float) (physique.between(.20, .26) - (inflated ? .06 : 0));
    }

    static float sign(Side side) {
        return side == Side.LEFT ? 1 : -1;
    }

    static float centre(Zone zone) {
        return switch (zone) {
            case UPPER -> -.43f;
            case MID -> -.08f;
            case LOWER -> .24f;
        };
    }

    /** Where the top of the diaphragm is at x; the right dome stands a little higher. */
    float diaphragm(float x) {
        float out = Math.abs(x) - .36f;
        return inspiration - (x < 0 ? .05f : 0) + domeCurve * out * out;
    }

    /** Outer border of the lung at height y, as a distance from the midline. */
    float border(float y) {
        float up = (y - .35f) / (apex - .35f);
        return up <= 0 ? lungOuter : lungOuter * (1 - .62f * up * up * up);
    }

    /** Depth below the lung's border: 0 on it or outside, growing inwards. */
    float depth(float x, float y) {
        float across = border(y) - Math.abs(x);
        float down = y - apex;
        return Math.max(0, Math.min(across, down));
    }

    /** How much of a place is lung, from 0 to 1. */
    float lung(float x, float y) {
        float outer = soft(depth(x, y) / .05f);
        if (outer == 0) {
            return 0;
        }
        float inner = soft((Math.abs(x - spineBend * bend(y)) - .10f) / .07f);
        float lower = soft((diaphragm(x) - y) / .05f);
        return outer * inner * lower;
    }

    float heart(float x, float y) {
        float dx = (x - .11f) / heartWidth / (x > .11f ? 1.15f : .85f);
        float dy = (y - .20f) / heartHeight;
        return soft((1 - (dx * dx + dy * dy)) / .25f);
    }

    static float bend(float y) {
        return 1 - y * y;
    }

    static float soft(float edge) {
        float t = Math.clamp(edge, 0, 1);
        return t * t * (3 - 2 * t);
    }
}

package hilum.cli.bench.encoders;

import hilum.cli.Failure;

/** Whether two sides computed the same: a faster wrong answer is no answer. */
final class Agreement {
    private Agreement() {}

    /** Fails when the results of a rival are further from ours than the comparison allows. */
    static void require(Comparison comparison, Job rival, float[] ours, float[] theirs) {
        if (ours.length != theirs.length || ours.length == 0) {
            throw Failure.failed(
                    "%s: %d values of ours against %d of %s: they do not do the same work",
                    comparison.name(), ours.length, theirs.length, rival.kind());
        }
        if (ours.length == 1) {
            double difference = Math.abs(ours[0] - theirs[0]) / Math.abs(theirs[0]);
            if (!(difference <= comparison.agreement())) {
                throw Failure.failed(
                        "%s: our loss is %s, that of %s %s: nothing is timed",
                        comparison.name(), ours[0], rival.kind(), theirs[0]);
            }
            return;
        }
        double cosine = leastCosine(ours, theirs);
        if (!(cosine >= comparison.agreement())) {
            throw Failure.failed(
                    "%s: a vector of ours has a cosine of %.6f to that of %s, at least %s is asked: nothing is timed",
                    comparison.name(), cosine, rival.kind(), comparison.agreement());
        }
    }

    /** Of unit vectors of unknown width, one after another: found where the squares sum to one. */
    static double leastCosine(float[] ours, float[] theirs) {
        int width = width(ours);
        double least = 1;
        for (int from = 0; from < ours.length; from += width) {
            double dot = 0;
            double a = 0;
            double b = 0;
            for (int i = from; i < from + width; i++) {
                dot += (double) ours[i] * theirs[i];
                a += (double) ours[i] * ours[i];
                b += (double) theirs[i] * theirs[i];
            }
            double cosine = dot / Math.sqrt(a * b);
            least = cosine >= least ? least : cosine; // NaN stays
        }
        return least;
    }

    private static int width(float[] unit) {
        double sum = 0;
        for (int i = 0; i < unit.length; i++) {
            sum += (double) unit[i] * unit[i];
            if (Math.abs(sum - 1) < 1e-4 && unit.length % (i + 1) == 0) {
                return i + 1;
            }
        }
        return unit.length;
    }
}

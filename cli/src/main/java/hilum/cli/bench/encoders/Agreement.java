package hilum.cli.bench.encoders;

import hilum.cli.Failure;

/** Whether two sides computed the same: a faster wrong answer is no answer. */
final class Agreement {
    private Agreement() {}

    /**
     * What a side computed.
     *
     * @param values the rows one after another; of a training step its loss alone
     * @param rows at least one
     */
    record Vectors(float[] values, int rows) {
        Vectors {
            if (rows < 1 || values.length < rows || values.length % rows != 0) {
                throw new IllegalArgumentException(
                        "%d values in %d rows: each row needs as many"
                                .formatted(values.length, rows));
            }
        }
    }

    /** Fails when the results of a rival are further from ours than the comparison allows. */
    static void require(Comparison comparison, Job rival, Vectors ours, Vectors theirs) {
        if (ours.rows() != theirs.rows() || ours.values().length != theirs.values().length) {
            throw Failure.failed(
                    "%s: %d values of ours against %d of %s: they do not do the same work",
                    comparison.name(), ours.values().length, theirs.values().length, rival.kind());
        }
        if (ours.values().length == 1) {
            float loss = ours.values()[0];
            float other = theirs.values()[0];
            if (!(Math.abs(loss - other) <= comparison.agreement() * Math.abs(other))) {
                throw Failure.failed(
                        "%s: our loss is %s, that of %s %s: nothing is timed",
                        comparison.name(), loss, rival.kind(), other);
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

    /** The least cosine of two rows; NaN where a row has none. */
    static double leastCosine(Vectors ours, Vectors theirs) {
        double least = 1;
        int width = ours.values().length / ours.rows();
        for (int from = 0; from < ours.values().length; from += width) {
            double dot = 0;
            double a = 0;
            double b = 0;
            for (int i = from; i < from + width; i++) {
                dot += (double) ours.values()[i] * theirs.values()[i];
                a += (double) ours.values()[i] * ours.values()[i];
                b += (double) theirs.values()[i] * theirs.values()[i];
            }
            least = Math.min(least, dot / Math.sqrt(a * b));
        }
        return least;
    }
}

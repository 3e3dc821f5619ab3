package hilum.eval.rank;

/**
 * One embedded item of a held-out study, under one model version. Two items are the same only when
 * they are the same object: a replaced item is another one.
 *
 * @param study study id
 * @param studyVersion version of the study that was embedded
 * @param name what of the study: report, findings, impression, variant:ID, image:HASH
 * @param site site of the study
 * @param textHash equal for items with the same text
 * @param vector (dimension), finite; owned by the item, not to be changed
 */
public record Item(
        String study, int studyVersion, String name, String site, String textHash, float[] vector) {

    /**
     * Similarity of two items: the dot product, summed in double and rounded to float32 once, so
     * that equal vectors give equal scores.
     */
    public float similarity(Item other) {
        float[] a = vector;
        float[] b = other.vector;
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "Item %s of study %s has %d dimensions, %s of %s has %d: compare within one model version"
                            .formatted(name, study, a.length, other.name, other.study, b.length));
        }
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < a.length; i += 2) {
            even += (double) a[i] * b[i];
            odd += (double) a[i + 1] * b[i + 1];
        }
        if (i < a.length) {
            even += (double) a[i] * b[i];
        }
        return (float) (even + odd);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

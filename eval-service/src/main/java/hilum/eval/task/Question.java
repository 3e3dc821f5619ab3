package hilum.eval.task;

import hilum.eval.rank.Item;
import hilum.eval.rank.Standing;
import java.util.BitSet;
import java.util.List;

/**
 * One question of task 3.
 *
 * @param findings what is asked with
 * @param impression the right answer
 * @param errors the wrong answers: the impression with one error each
 */
record Question(Item findings, Item impression, List<Item> errors) {
    static final int ERRORS = 3;
    static final double CHANCE = 1.0 / (1 + ERRORS);

    Question {
        errors = List.copyOf(errors);
        if (errors.size() != ERRORS) {
            throw new IllegalArgumentException(
                    "Question of study %s has %d errors: ask with %d"
                            .formatted(findings.study(), errors.size(), ERRORS));
        }
    }

    /** 1 when the right answer scores highest, 1 over the number of the highest when it ties. */
    double credit(Item asked) {
        float[] scores = new float[1 + ERRORS];
        scores[0] = asked.similarity(impression);
        for (int i = 0; i < ERRORS; i++) {
            scores[i + 1] = asked.similarity(errors.get(i));
        }
        BitSet right = new BitSet();
        right.set(0);
        return Standing.among(scores, right).recall(1);
    }
}

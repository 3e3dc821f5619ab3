package hilum.eval.rank;

import java.util.Collection;

/**
 * The standing of one query by one rule of what is right, kept up to date candidate by candidate. A
 * rule is either <em>strict</em> (only the query's own candidate) or <em>aware</em> (every
 * candidate with the own one's text).
 */
final class Tally {
    private final Item query;
    private final Item ownCandidate;
    private final boolean aware;
    private float best;
    private int better;
    private int tied;
    private int own;
    private int right;

    Tally(Item query, Item ownCandidate, boolean aware, Collection<Item> candidates) {
        this.query = query;
        this.ownCandidate = ownCandidate;
        this.aware = aware;
        recount(candidates);
    }

    private boolean isRight(Item candidate) {
        return candidate == ownCandidate
                || aware && candidate.textHash().equals(ownCandidate.textHash());
    }

    /** Counts a candidate that {@code candidates} already holds. */
    void add(Item candidate, float score, Collection<Item> candidates) {
        if (!isRight(candidate)) {
            better += score > best ? 1 : 0;
            tied += score == best ? 1 : 0;
        } else if (score > best) {
            recount(candidates);
        } else {
            right++;
            own += score == best ? 1 : 0;
        }
    }

    /** Forgets a candidate that {@code candidates} no longer holds and that is not the own one. */
    void remove(Item candidate, float score, Collection<Item> candidates) {
        if (!isRight(candidate)) {
            better -= score > best ? 1 : 0;
            tied -= score == best ? 1 : 0;
        } else if (score == best && own == 1) {
            recount(candidates);
        } else {
            right--;
            own -= score == best ? 1 : 0;
        }
    }

    private void recount(Collection<Item> candidates) {
        best = Float.NEGATIVE_INFINITY;
        right = 0;
        for (Item candidate : candidates) {
            if (isRight(candidate)) {
                right++;
                float score = query.similarity(candidate);
                best = score > best ? score : best;
            }
        }
        better = 0;
        tied = 0;
        own = 0;
        for (Item candidate : candidates) {
            float score = query.similarity(candidate);
            if (isRight(candidate)) {
                own += score == best ? 1 : 0;
            } else if (score > best) {
                better++;
            } else if (score == best) {
                tied++;
            }
        }
    }

    Standing standing() {
        return new Standing(better, tied, own);
    }

    /** Candidates that are right by the rule. */
    int right() {
        return right;
    }
}

package hilum.cli.backfill;

/**
 * Finds how much the stages of a stream can take from how far they are behind, as TCP finds its
 * rate: more with each second, quickly at first, and less where a queue has built up. What was sent
 * is seen behind the door some seconds later, so one queue lowers the rate once.
 *
 * <p>Confined to one thread.
 */
final class Throttle {
    private static final double FIRST = 20;
    private static final double LEAST = 1;

    /** A second's growth until the first queue, which it finds from far below, and its cut. */
    private static final double SEARCHING = 1.25;

    private static final double FIRST_CUT = 0.6;

    /** The same from then on. */
    private static final double FOUND = 1.01;

    private static final double CUT = 0.8;

    /** In this time after a cut, a queue is still that of before. */
    private static final double SETTLING_SECONDS = 6;

    /** So many times what may queue means that a stage stands. */
    private static final int STANDING = 4;

    /** A question that takes longer is not sent ahead for. */
    private static final double LONGEST_SECONDS = 3;

    private final long mostBehind;
    private double rate = FIRST;
    private boolean found;
    private double sinceCut = SETTLING_SECONDS;
    private long allowed;

    /**
     * @param mostBehind studies before the stages from which on it is a queue
     */
    Throttle(long mostBehind) {
        this.mostBehind = mostBehind;
    }

    /**
     * What may be sent until the next question.
     *
     * @param behind studies before the stages now
     * @param seconds since the last question, all of whose studies have been sent; the next one is
     *     expected after as long
     */
    long allow(long behind, double seconds) {
        sinceCut += seconds;
        boolean settled = sinceCut >= SETTLING_SECONDS;
        // A door or a source that is slower than the rate keeps it where it is.
        double reached = allowed > 0 ? allowed / seconds : rate;
        double next = Math.min(seconds, LONGEST_SECONDS);
        if (behind > mostBehind) {
            if (settled && allowed > 0) { // what queues came of this rate
                rate = Math.max(LEAST, rate * (found ? CUT : FIRST_CUT));
                sinceCut = 0;
            }
            found = true;
            allowed = behind > STANDING * mostBehind ? 0 : (long) (rate * next / 2);
        } else {
            if (behind * 2 <= mostBehind && (settled || !found)) {
                rate = Math.max(LEAST, Math.min(rate, reached) * (found ? FOUND : SEARCHING));
            }
            allowed = (long) Math.ceil(rate * next);
        }
        return allowed;
    }
}

package hilum.cli.backfill;

import hilum.cli.backfill.Backlog.Behind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps a back-fill from standing in the way of the live stream, which waits at two places. At the
 * door, both share the intake: a connection that is answered late rests, so that a door that gets
 * slow is left mostly free. Behind it, a live study queues after everything that was sent before:
 * so no more is sent than the stages do. Above both there is a rate.
 */
public final class Brake implements AutoCloseable {
    /** A rest is so much longer than what an answer took too long. */
    private static final int REST = 3;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    /** Sent from question to question while nobody can tell what queues. */
    private static final long UNASKED = 1_000;

    private final Pace pace;
    private final Duration answerWithin;
    private final Optional<Backlog> backlog;
    private final Throttle throttle;
    private long sent;
    private long credit;
    private Instant lastQuestion = Instant.now();
    private volatile String waitsFor = "";

    /**
     * @param rate pieces a second at most; infinite without limit
     * @param answerWithin answers that take longer make their connection rest
     * @param backlog of the stream; empty where it is not to be asked
     * @param mostBehind studies that may be before the stages; as many are sent without a question,
     *     which costs more than a short file
     */
    public Brake(double rate, Duration answerWithin, Optional<Backlog> backlog, long mostBehind) {
        this.pace = Pace.of(rate);
        this.answerWithin = answerWithin;
        this.backlog = backlog;
        throttle = new Throttle(mostBehind);
        credit = mostBehind;
    }

    /** Without any but the rate. */
    public static Brake rate(double rate) {
        return new Brake(rate, Duration.ofDays(1), Optional.empty(), 0);
    }

    /** Waits for the turn of the next piece. Called by the one thread that reads. */
    void await() throws InterruptedException {
        pace.await(sent++);
        if (backlog.isPresent()) {
            while (credit <= 0) {
                credit = credit(backlog.get());
            }
            credit--;
            waitsFor = "";
        }
    }

    /** How many may be sent until the next question, which is asked when its time has come. */
    private long credit(Backlog stream) throws InterruptedException {
        Duration since = Duration.between(lastQuestion, Instant.now());
        Thread.sleep(Math.max(0, BETWEEN_QUESTIONS.minus(since).toMillis()));
        Instant now = Instant.now();
        double seconds = Duration.between(lastQuestion, now).toMillis() / 1000.0;
        lastQuestion = now;
        Optional<Behind> behind = stream.ask();
        if (behind.isEmpty()) {
            return UNASKED; // the door will say what is wrong
        }
        waitsFor =
                "waits for %s, %d studies behind"
                        .formatted(behind.get().furthest(), behind.get().studies());
        return throttle.allow(behind.get().studies(), seconds);
    }

    /** How long a connection rests that was answered after so long. */
    Duration rest(Duration answered) {
        Duration late = answered.minus(answerWithin);
        if (!late.isPositive()) {
            return Duration.ZERO;
        }
        Duration rest = late.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    /** What it waits for now; empty if it does not. */
    String waitsFor() {
        return waitsFor;
    }

    @Override
    public void close() {
        backlog.ifPresent(Backlog::close);
    }
}

package hilum.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * One line on stderr that tells how far the work is: rewritten in place on a terminal, every few
 * seconds elsewhere.
 */
public final class Progress implements AutoCloseable {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);

    private final PrintStream stream;
    private final boolean terminal;
    private Instant next = Instant.MIN;
    private int width;

    private Progress(PrintStream stream, boolean terminal) {
        this.stream = stream;
        this.terminal = terminal;
    }

    /** Progress on stderr. */
    public static Progress onStderr() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Progress(System.err, terminal);
    }

    /** Shows the line when its time has come. */
    public synchronized void show(Supplier<String> line) {
        Instant now = Instant.now();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(terminal ? ON_TERMINAL : ELSEWHERE);
        String text = line.get();
        if (terminal) {
            stream.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
        } else {
            stream.println(text);
        }
        stream.flush();
    }

    /** Says something that stays. */
    public synchronized void say(String text) {
        clear();
        stream.println(text);
        stream.flush();
    }

    private void clear() {
        if (terminal && width > 0) {
            stream.print("\r" + " ".repeat(width) + "\r");
            width = 0;
        }
    }

    /** A bar with rate and time left: {@code [##### ] 120/400 12.1/s 23 s left}. */
    public static String bar(long done, long total, Duration elapsed) {
        return bar(done, 0, total, elapsed);
    }

    /** As {@link #bar(long, long, Duration)}, where some were done before the time began. */
    public static String bar(long done, long before, long total, Duration elapsed) {
        int cells = 20;
        int full = total == 0 ? cells : (int) Math.min(cells, done * cells / total);
        double rate = (done - before) / Math.max(0.001, elapsed.toMillis() / 1000.0);
        String left =
                rate > 0 && done < total ? " %.0f s left".formatted((total - done) / rate) : "";
        return "[%s%s] %d/%d %.1f/s%s"
                .formatted("#".repeat(full), " ".repeat(cells - full), done, total, rate, left);
    }

    /** A bar of a share from 0 to 1: {@code [##### ] 27 %}. */
    public static String bar(double share) {
        int cells = 20;
        int full = (int) Math.min(cells, share * cells);
        return "[%s%s] %d %%"
                .formatted("#".repeat(full), " ".repeat(cells - full), (int) (share * 100));
    }

    /**
     * A time in the largest units that say something: {@code 90 s}, {@code 12 min}, {@code 3 h 5
     * min}.
     */
    public static String time(Duration time) {
        if (time.toSeconds() < 120) {
            return time.toSeconds() + " s";
        }
        return time.toMinutes() < 120
                ? time.toMinutes() + " min"
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }

    @Override
    public synchronized void close() {
        clear();
        stream.flush();
    }
}

package hilum.acceptance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * HL7 messages over several MLLP connections at once, each of which sends ahead of its answers, as
 * integration engines do: what is answered AE, or not at all since the connection broke or the time
 * is over, is sent again until it is answered otherwise. Runs until it is told that it is enough.
 */
final class RunningFeed implements AutoCloseable {
    /**
     * A message.
     *
     * @param controlId MSH-10
     * @param expected how it has to be answered in the end
     */
    record Message(String controlId, byte[] content, String expected) {}

    private final Supplier<Message> source;
    private final int atLeast;
    private final Map<String, Message> answered = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> again = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handedOut = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean enough;
    private volatile boolean closed;

    /**
     * Begins to send.
     *
     * @param ahead messages of one connection that wait for their answers
     * @param atLeast messages that are sent, however early it is told that it is enough
     */
    RunningFeed(
            InetSocketAddress receiver,
            int connections,
            int ahead,
            int atLeast,
            Supplier<Message> source) {
        this.source = source;
        this.atLeast = atLeast;
        for (int i = 0; i < connections; i++) {
            MllpLane lane = new MllpLane(receiver, ahead, this);
            lanes.add(Thread.ofVirtual().name("lane-" + i).start(lane::run));
        }
    }

    /** A lane asks for its next message; null when the feed has handed out its last. */
    Message next() {
        if (closed || (handedOut.incrementAndGet() > atLeast && enough)) {
            return null;
        }
        return source.get();
    }

    /** No new message after the first so many; those that are under way are seen through. */
    void enough() {
        enough = true;
    }

    boolean isClosed() {
        return closed;
    }

    void left() {
        inFlight.incrementAndGet();
    }

    /** A message is answered for good. */
    void answered(Message message, String code, String reason) {
        inFlight.decrementAndGet();
        if (!code.equals(message.expected())
                || answered.put(message.controlId(), message) != null) {
            wrong("%s is answered %s: %s".formatted(message.controlId(), code, reason));
        }
    }

    void wrong(String what) {
        wrong.add(what);
    }

    /** A message has to be sent again. */
    void again(String why) {
        inFlight.decrementAndGet();
        again.computeIfAbsent(why, first -> new AtomicInteger()).incrementAndGet();
    }

    /** Messages answered for good. */
    int answered() {
        return answered.size();
    }

    /** Messages that were sent and wait for their answers. */
    int inFlight() {
        return inFlight.get();
    }

    /** How often messages were sent again, by the receiver's words or by what happened. */
    Map<String, Integer> sentAgain() {
        Map<String, Integer> counts = new TreeMap<>();
        again.forEach((why, count) -> counts.put(why, count.get()));
        return counts;
    }

    /** How often messages were sent again for a reason that has these words. */
    int sentAgain(String words) {
        return sentAgain().entrySet().stream()
                .filter(each -> each.getKey().contains(words))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /**
     * Answers that no sender should get: AR for a right message, AA for a wrong one, two in all.
     */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    boolean hasEnded() {
        return lanes.stream().noneMatch(Thread::isAlive);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread lane : lanes) {
            lane.interrupt();
            lane.join(10_000);
        }
    }
}

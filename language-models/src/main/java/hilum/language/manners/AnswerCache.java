package hilum.language.manners;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * Answers by the hash of all that they depend on, so that no text is paid for twice. Each answer
 * remembers the studies it was used for, and goes with the first of them that is forgotten. Safe
 * for use by many threads.
 */
public final class AnswerCache {
    private static final String UNTIL = "/~"; // after all hexadecimal keys of an owner

    private final MVStore store;
    private final long most;
    private final MVMap<String, String> answers;

    /** Owner and key, to the number under which the pair stands in the order of arrival. */
    private final MVMap<String, Long> owners;

    private final MVMap<Long, String> arrivals;

    AnswerCache(MVStore store, long most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "%d answers are to be kept: keep at least 1".formatted(most));
        }
        this.store = store;
        this.most = most;
        answers = store.openMap("answers");
        owners = store.openMap("owners");
        arrivals = store.openMap("arrivals");
    }

    /** The answer to a question, if it was given before; the owner shares it from now on. */
    public synchronized Optional<String> get(String owner, String key) {
        Optional<String> answer = Optional.ofNullable(answers.get(key));
        if (answer.isPresent() && !owners.containsKey(pair(owner, key))) {
            own(owner, key);
            store.commit();
        }
        return answer;
    }

    /** Keeps an answer; it is there after a restart once this returns. */
    public synchronized void put(String owner, String key, String answer) {
        answers.put(key, answer);
        if (!owners.containsKey(pair(owner, key))) {
            own(owner, key);
        }
        while (arrivals.sizeAsLong() > most) {
            drop(arrivals.firstKey());
        }
        store.commit();
    }

    /** Deletes every answer that was used for a study; returns how many there were. */
    public synchronized int forget(String owner) {
        List<Long> theirs = new ArrayList<>();
        for (var cursor = owners.cursor(owner + "/", owner + UNTIL, false); cursor.hasNext(); ) {
            cursor.next();
            theirs.add(cursor.getValue());
        }
        theirs.forEach(this::drop);
        if (!theirs.isEmpty()) {
            store.commit();
        }
        return theirs.size();
    }

    /** How many answers are kept. */
    public synchronized long size() {
        return answers.sizeAsLong();
    }

    private void own(String owner, String key) {
        Long last = arrivals.lastKey();
        long number = last == null ? 1 : last + 1;
        arrivals.put(number, pair(owner, key));
        owners.put(pair(owner, key), number);
    }

    private void drop(long number) {
        String pair = arrivals.remove(number);
        if (pair != null) {
            owners.remove(pair);
            answers.remove(pair.substring(pair.lastIndexOf('/') + 1));
        }
    }

    private static String pair(String owner, String key) {
        return owner + "/" + key;
    }
}

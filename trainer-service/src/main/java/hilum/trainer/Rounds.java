package hilum.trainer;

import hilum.schemas.TrainingEvent;
import hilum.schemas.TrainingEventType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * All rounds, as the topic of training tells them: what a restarted trainer knows is what it had
 * announced. May be read from any thread.
 */
final class Rounds {
    private final SequencedMap<String, Round> byId = new LinkedHashMap<>();

    /** Takes one event. */
    synchronized void take(TrainingEvent event) {
        if (event.getType() == TrainingEventType.PLANNED) {
            byId.putIfAbsent(event.getRunId(), Round.planned(event));
        } else {
            byId.computeIfPresent(event.getRunId(), (id, round) -> round.after(event));
        }
    }

    /** All rounds, the oldest first. */
    synchronized List<Round> all() {
        return List.copyOf(byId.values());
    }

    synchronized Optional<Round> find(String runId) {
        return Optional.ofNullable(byId.get(runId));
    }

    /** The round that is to go on. */
    synchronized Optional<Round> unfinished() {
        return byId.values().stream().filter(round -> !round.state().finished()).findFirst();
    }

    /**
     * Offsets of a topic up to which the last trained of these versions has seen studies. What came
     * after is new to it, also where other rounds have taken it and came to nothing. Masked words
     * prepare for pairs and teach none: a round of them alone leaves its studies new.
     *
     * @param most rounds that may lie after it; studies of older ones are not dragged along
     */
    synchronized Map<Integer, Long> trainedUntil(String topic, Set<String> versions, int most) {
        List<Round> all = List.copyOf(byId.values());
        int seen = all.size();
        while (seen > 0 && !hasTaught(all.get(seen - 1), versions)) {
            seen--;
        }
        seen = Math.max(seen, all.size() - most);
        return seen == 0 ? Map.of() : all.get(seen - 1).plan().offsetsOf(topic);
    }

    private static boolean hasTaught(Round round, Set<String> versions) {
        return versions.contains(round.modelVersion()) && round.plan().teachesPairs();
    }

    /** Offsets of a topic at the last round, whether it failed or not: what starts the next one. */
    synchronized Map<Integer, Long> triedUntil(String topic) {
        return byId.isEmpty() ? Map.of() : byId.lastEntry().getValue().plan().offsetsOf(topic);
    }
}

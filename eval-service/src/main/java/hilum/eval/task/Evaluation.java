package hilum.eval.task;

import hilum.eval.rank.Item;
import hilum.eval.rank.Pool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One model version on the held-out studies: every task, by site and over all, exact after every
 * item, whatever the order in which items arrive. A study counts in its newest version only: the
 * first item of a newer version puts the items of the older one aside. Confined to one thread.
 */
public final class Evaluation {
    private final Map<String, StudyItems> studies = new TreeMap<>();
    private final Map<Scope, Pool> pools = new HashMap<>();
    private final Map<String, TreeMap<String, Question>> questions = new HashMap<>();
    private final Set<Scope> changed = new HashSet<>();
    private int dimension;
    private int seen;

    /** What an item did. */
    public enum Effect {
        /** Its study counts anew. */
        COUNTED,
        /** It belongs to an older version of its study: known, not counted. */
        STALE,
        /** The very same item was here before. */
        KNOWN
    }

    private static final class StudyItems {
        private final Set<String> seen = new HashSet<>();
        private final Map<String, Item> items = new TreeMap<>();
        private int version = Integer.MIN_VALUE;
        private String site = "";
    }

    /**
     * Takes an item, in place of an earlier one of the same study and name.
     *
     * @throws IllegalArgumentException if its dimension is not that of the items before it
     */
    public Effect put(Item item) {
        if (dimension != 0 && dimension != item.vector().length) {
            throw new IllegalArgumentException(
                    "Item %s of study %s has %d dimensions where its model version has %d: publish another space under another version"
                            .formatted(item.name(), item.study(), item.vector().length, dimension));
        }
        dimension = item.vector().length;
        StudyItems study = studies.computeIfAbsent(item.study(), s -> new StudyItems());
        if (study.seen.add(item.name())) {
            seen++;
        }
        if (item.studyVersion() < study.version) {
            return Effect.STALE;
        }
        Item before = study.items.get(item.name());
        if (item.studyVersion() == study.version && before != null && isSame(before, item)) {
            return Effect.KNOWN;
        }
        if (item.studyVersion() > study.version) {
            study.items.clear();
            study.version = item.studyVersion();
        }
        if (!study.site.equals(item.site())) {
            leave(item.study(), study.site);
            study.site = item.site();
        }
        study.items.put(item.name(), item);
        follow(item.study(), study.items, item.site());
        follow(item.study(), study.items, Scope.ALL);
        return Effect.COUNTED;
    }

    /** Takes a study out for good; that its items were seen stays counted. */
    public void erase(String id) {
        StudyItems study = studies.remove(id);
        if (study != null) {
            leave(id, study.site);
            follow(id, Map.of(), Scope.ALL);
        }
    }

    private static boolean isSame(Item a, Item b) {
        return a.textHash().equals(b.textHash())
                && a.site().equals(b.site())
                && java.util.Arrays.equals(a.vector(), b.vector());
    }

    private void leave(String study, String site) {
        if (!site.isEmpty()) {
            follow(study, Map.of(), site);
        }
    }

    private void follow(String study, Map<String, Item> items, String site) {
        for (Task task : Task.values()) {
            Scope scope = new Scope(task, site);
            boolean changes =
                    task.isRetrieval()
                            ? pool(scope).set(study, task.candidate(items), task.queries(items))
                            : ask(study, Task.question(items), site);
            if (changes) {
                changed.add(scope);
            }
        }
    }

    private boolean ask(String study, Optional<Question> question, String site) {
        TreeMap<String, Question> ofSite = questions.computeIfAbsent(site, s -> new TreeMap<>());
        Question before = ofSite.get(study);
        if (question.equals(Optional.ofNullable(before))) {
            return false;
        }
        question.ifPresentOrElse(q -> ofSite.put(study, q), () -> ofSite.remove(study));
        return true;
    }

    private Pool pool(Scope scope) {
        return pools.computeIfAbsent(scope, s -> new Pool());
    }

    /** Grades of a scope. */
    Sheet sheet(Scope scope) {
        return scope.task().isRetrieval()
                ? Sheet.ofRanks(pool(scope).placed())
                : Sheet.ofQuestions(questions.getOrDefault(scope.site(), new TreeMap<>()));
    }

    /** Figures of a scope; none while it has no query. */
    public List<Figure> figures(Scope scope) {
        return sheet(scope).figures(scope);
    }

    /** Scopes that changed since the last call, each once. */
    public Set<Scope> takeChanged() {
        Set<Scope> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** Distinct items, by study and name, that ever arrived. */
    public int seen() {
        return seen;
    }

    /** Sites that have a study. */
    public Set<String> sites() {
        Set<String> sites = new TreeSet<>();
        studies.values().forEach(study -> sites.add(study.site));
        return sites;
    }

    /** Version of every study, by study. */
    public Map<String, Integer> versions() {
        Map<String, Integer> versions = new TreeMap<>();
        studies.forEach((id, study) -> versions.put(id, study.version));
        return versions;
    }

    /** The same model version on these studies only. */
    Evaluation only(Set<String> chosen) {
        Evaluation part = new Evaluation();
        studies.forEach(
                (id, study) -> {
                    if (chosen.contains(id)) {
                        study.items.values().forEach(part::put);
                    }
                });
        return part;
    }
}

package hilum.trainer;

import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training sets of all rounds in the artifact store, {@code training-sets/<run>.avro}. An
 * erased study's texts and claim checks are taken out of them; its id stays, so that a set says for
 * ever which rounds the study took part in. A round that is under way must not be among them: it
 * may have to read its set again as it was frozen.
 *
 * @param store where they lie
 */
record FrozenSets(ArtifactStore store) {
    private static final Logger LOG = LoggerFactory.getLogger(FrozenSets.class);
    private static final String FOLDER = "training-sets";
    private static final String SUFFIX = ".avro";

    /** Location of the set of a round. */
    static String location(String run) {
        return FOLDER + "/" + run + SUFFIX;
    }

    /**
     * Empties the studies in every set.
     *
     * @return ids of the rounds that each study took part in; studies that took part in none are
     *     absent
     * @throws IOException if a set can't be read or written; what is done is done
     */
    Map<String, Set<String>> empty(Set<String> studies) throws IOException {
        Map<String, Set<String>> rounds = new HashMap<>();
        for (Path file : files()) {
            Optional<TrainingSet> readable = read(file);
            if (readable.isEmpty()) {
                continue;
            }
            TrainingSet set = readable.get();
            List<String> found =
                    set.members().stream()
                            .map(member -> member.texts().id())
                            .filter(studies::contains)
                            .toList();
            if (found.isEmpty()) {
                continue;
            }
            String name = file.getFileName().toString();
            String run = name.substring(0, name.length() - SUFFIX.length());
            found.forEach(id -> rounds.computeIfAbsent(id, s -> new TreeSet<>()).add(run));
            TrainingSet emptied = set.without(studies);
            if (!emptied.equals(set)) {
                store.put(location(run), emptied.bytes());
                LOG.info("Training set is emptied of studies: run={} studies={}", run, found);
            }
        }
        return rounds;
    }

    /** A damaged set is of no use to anyone and may hold what is to be erased: it is deleted. */
    private static Optional<TrainingSet> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return Optional.of(TrainingSet.parse(bytes));
        } catch (IOException e) {
            LOG.warn("Damaged training set is deleted: file={}", file.getFileName());
            Files.delete(file);
            return Optional.empty();
        }
    }

    private List<Path> files() throws IOException {
        Path folder = store.path(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> listing = Files.list(folder)) {
            return new ArrayList<>(
                    listing.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList());
        }
    }
}

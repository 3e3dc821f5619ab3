package hilum.encoders.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The index of a sharded checkpoint: which file of the folder holds which tensor.
 *
 * @param file where it lies
 * @param shardOf the name of a file by the name of a tensor
 */
record ShardIndex(Path file, Map<String, String> shardOf) {
    static final String FILE = "model.safetensors.index.json";

    /** A plain name: what it names lies in the folder. */
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final long MOST_BYTES = Safetensors.MOST_HEADER_BYTES;
    private static final JsonFactory JSON = Safetensors.parsers();

    static ShardIndex read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.size(file) > MOST_BYTES) {
            throw refused(
                    file, "it has %d bytes, at most %d are read", Files.size(file), MOST_BYTES);
        }
        Map<String, String> shardOf = new TreeMap<>();
        try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused(file, "it is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean map = json.currentName().equals("weight_map");
                if (json.nextToken() == JsonToken.START_OBJECT && map) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String tensor = json.currentName();
                        String shard = json.nextTextValue();
                        if (shard == null || !SHARD.matcher(shard).matches()) {
                            throw refused(
                                    file,
                                    "it puts '%s' in '%s', which is no file of the folder",
                                    tensor,
                                    shard);
                        }
                        shardOf.put(tensor, shard);
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw refused(file, "it is not JSON (%s)", e.getClass().getSimpleName());
        }
        if (shardOf.isEmpty()) {
            throw refused(file, "it has no weight_map");
        }
        ShardIndex index = new ShardIndex(file, shardOf);
        List<String> absent =
                index.shards().stream()
                        .filter(shard -> !Files.isRegularFile(folder.resolve(shard)))
                        .toList();
        if (!absent.isEmpty()) {
            throw refused(
                    file, "%d of its shards are not there: %s", absent.size(), Fit.some(absent));
        }
        return index;
    }

    /** The names of the files, in order. */
    Set<String> shards() {
        return new TreeSet<>(shardOf.values());
    }

    /** Checks that a shard holds what the index says, no more and no less. */
    void requireSame(String shard, Set<String> tensors) throws IOException {
        List<String> wrong = new ArrayList<>();
        shardOf.forEach(
                (tensor, of) -> {
                    if (of.equals(shard) && !tensors.contains(tensor)) {
                        wrong.add("'" + tensor + "' is missing");
                    }
                });
        for (String tensor : tensors) {
            if (!shard.equals(shardOf.get(tensor))) {
                wrong.add("'" + tensor + "' is not of it");
            }
        }
        if (!wrong.isEmpty()) {
            throw refused(file, "it does not fit its shard %s: %s", shard, Fit.some(wrong));
        }
    }

    private static IOException refused(Path file, String why, Object... values) {
        return new IOException(
                "%s is not a usable index: %s. Copy the whole folder again."
                        .formatted(file, why.formatted(values)));
    }
}

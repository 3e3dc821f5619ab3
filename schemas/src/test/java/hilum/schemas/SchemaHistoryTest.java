package hilum.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gate for changes of what travels: every schema reads and is read by every version that was
 * ever released (FULL_TRANSITIVE). Released versions are kept under {@code
 * schemas/history/TOPIC/N.avsc}; {@code -Dhilum.schemas.keep=true} adds the present one as the
 * next.
 */
class SchemaHistoryTest {
    private static final SchemaValidator FULL_TRANSITIVE =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    @ParameterizedTest
    @EnumSource(Topic.class)
    void aSchemaReadsAndIsReadByEveryReleasedVersion(Topic topic) throws Exception {
        List<Schema> history = history(topic);
        if (Boolean.getBoolean("hilum.schemas.keep") && !endsWith(history, topic.schema())) {
            keep(topic, history.size() + 1);
            history = history(topic);
        }
        assertThat(history).as("released versions of %s", topic.topicName()).isNotEmpty();
        FULL_TRANSITIVE.validate(topic.schema(), history.reversed());
        assertThat(endsWith(history, topic.schema()))
                .as(
                        "the present schema of %s stands in its history: run this test with -Dhilum.schemas.keep=true",
                        topic.topicName())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyFieldSaysWhatItIs(Topic topic) {
        List<String> silent = new ArrayList<>();
        undocumented(topic.schema(), topic.type().getSimpleName(), silent);
        assertThat(silent).isEmpty();
    }

    @Test
    void aFieldWithoutDefaultIsRefused() {
        Schema before =
                new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}");
        Schema after =
                new Schema.Parser()
                        .parse(
                                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}");
        assertThatThrownBy(() -> FULL_TRANSITIVE.validate(after, List.of(before)))
                .isInstanceOf(SchemaValidationException.class);
    }

    private static void undocumented(Schema schema, String path, List<String> silent) {
        if (schema.getType() != Schema.Type.RECORD) {
            return;
        }
        if (schema.getDoc() == null) {
            silent.add(path);
        }
        for (Schema.Field field : schema.getFields()) {
            if (field.doc() == null || field.doc().isBlank()) {
                silent.add(path + "." + field.name());
            }
            undocumented(field.schema(), path + "." + field.name(), silent);
        }
    }

    private static boolean endsWith(List<Schema> history, Schema schema) {
        return !history.isEmpty() && history.getLast().toString().equals(schema.toString());
    }

    private static List<Schema> history(Topic topic) throws IOException {
        Path folder = folder(topic);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            List<Path> versions =
                    files.sorted(Comparator.comparingInt(SchemaHistoryTest::number)).toList();
            List<Schema> schemas = new ArrayList<>();
            for (Path version : versions) {
                schemas.add(new Schema.Parser().parse(Files.readString(version)));
            }
            return schemas;
        }
    }

    private static void keep(Topic topic, int version) throws IOException {
        Files.createDirectories(folder(topic));
        Files.writeString(
                folder(topic).resolve(version + ".avsc"), topic.schema().toString(true) + "\n");
    }

    private static Path folder(Topic topic) {
        return Path.of("history", topic.topicName());
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replace(".avsc", ""));
    }
}

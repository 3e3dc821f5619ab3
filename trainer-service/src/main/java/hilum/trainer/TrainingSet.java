package hilum.trainer;

import hilum.encoders.training.StudyTexts;
import hilum.radiology.Report;
import hilum.schemas.Sha256;
import hilum.schemas.Study;
import hilum.schemas.Variant;
import hilum.schemas.VariantKind;
import hilum.transport.ArtifactStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * What one round trains on, frozen: an Avro file in the artifact store, sorted by study id, the
 * same bytes for the same studies. Studies of the evaluation split are never in it.
 */
record TrainingSet(List<Member> members) {
    private static final Schema SCHEMA = schema();
    private static final Schema IMAGE = SCHEMA.getField("image").schema().getTypes().get(1);
    private static final Schema VARIANT = SCHEMA.getField("variants").schema().getElementType();
    private static final byte[] SYNC = new byte[DataFileConstants.SYNC_SIZE];

    TrainingSet {
        members = members.stream().sorted(Comparator.comparing(m -> m.texts().id())).toList();
    }

    /**
     * A study of the set.
     *
     * @param version of the study
     * @param site of the study
     * @param replay whether it is of an earlier round
     * @param texts what the text stage takes of it
     * @param image its first frontal image
     */
    record Member(
            int version, String site, boolean replay, StudyTexts texts, Optional<Image> image) {
        private Member emptied() {
            StudyTexts nothing =
                    new StudyTexts(
                            texts.id(),
                            Optional.empty(),
                            Optional.empty(),
                            "",
                            List.of(),
                            List.of());
            return new Member(version, site, replay, nothing, Optional.empty());
        }
    }

    /** Claim check of an image. */
    record Image(String location, String sha256) {}

    /**
     * Chooses from a corpus: all that came between two offsets of each partition, and replayed ones
     * of before, each site in proportion to what has been seen of it.
     *
     * @param since offsets of the topic of studies at the last round
     * @param until offsets of it at this round
     * @param replay replayed studies as a share of the new ones
     * @param seed chooses the replayed ones
     */
    static TrainingSet of(
            Corpus corpus,
            Map<Integer, Long> since,
            Map<Integer, Long> until,
            double replay,
            long seed) {
        List<Corpus.Entry> trainable =
                corpus.studies().stream().filter(entry -> !entry.heldOut()).toList();
        List<Corpus.Entry> fresh =
                trainable.stream().filter(e -> e.since(since) && !e.since(until)).toList();
        List<Corpus.Entry> seen = trainable.stream().filter(e -> !e.since(since)).toList();
        List<Member> members = new ArrayList<>();
        fresh.forEach(entry -> members.add(member(corpus, entry.study(), false)));
        reservoir(seen, (int) (fresh.size() * replay), seed)
                .forEach(entry -> members.add(member(corpus, entry.study(), true)));
        return new TrainingSet(members);
    }

    /** Entries by site in proportion, within a site by a keyed hash: no order of arrival counts. */
    static List<Corpus.Entry> reservoir(List<Corpus.Entry> seen, int wanted, long seed) {
        if (wanted >= seen.size()) {
            return seen;
        }
        Map<String, List<Corpus.Entry>> bySite =
                seen.stream()
                        .collect(
                                Collectors.groupingBy(
                                        e -> e.study().getSite(),
                                        TreeMap::new,
                                        Collectors.toList()));
        Map<String, Integer> shares = new HashMap<>();
        List<String> sites = new ArrayList<>(bySite.keySet());
        int left = wanted;
        for (String site : sites) {
            int share = (int) ((long) wanted * bySite.get(site).size() / seen.size());
            shares.put(site, share);
            left -= share;
        }
        // What rounding left goes to the sites that lost most by it.
        sites.sort(
                Comparator.comparingLong(
                                (String s) -> (long) wanted * bySite.get(s).size() % seen.size())
                        .reversed());
        for (int i = 0; i < left; i++) {
            shares.merge(sites.get(i % sites.size()), 1, Integer::sum);
        }
        return bySite.entrySet().stream()
                .flatMap(
                        site ->
                                site.getValue().stream()
                                        .sorted(
                                                Comparator.comparing(
                                                        e ->
                                                                Sha256.ofText(
                                                                        seed
                                                                                + "/"
                                                                                + e.study()
                                                                                        .getStudyId())))
                                        .limit(shares.get(site.getKey())))
                .toList();
    }

    private static Member member(Corpus corpus, Study study, boolean replay) {
        List<Variant> variants = corpus.variantsOf(study);
        Optional<String> findings = Optional.ofNullable(study.getFindings());
        Optional<String> impression = Optional.ofNullable(study.getImpression());
        StudyTexts texts =
                new StudyTexts(
                        study.getStudyId(),
                        findings,
                        impression,
                        Report.of(study.getFindings(), study.getImpression()).text(),
                        variants.stream()
                                .filter(v -> v.getKind() != VariantKind.ERROR)
                                .map(Variant::getText)
                                .toList(),
                        variants.stream()
                                .filter(v -> v.getKind() == VariantKind.ERROR)
                                .map(
                                        v ->
                                                new StudyTexts.Mistake(
                                                        v.getText(),
                                                        Optional.ofNullable(
                                                                v.getMirroredFindings())))
                                .toList());
        Optional<Image> image =
                study.getImages().stream()
                        .findFirst()
                        .map(i -> new Image(i.getLocation(), i.getSha256()));
        return new Member(study.getVersion(), study.getSite(), replay, texts, image);
    }

    /** The texts of all members. */
    List<StudyTexts> texts() {
        return members.stream().map(Member::texts).toList();
    }

    /** Members that came since the last round. */
    int fresh() {
        return (int) members.stream().filter(m -> !m.replay()).count();
    }

    /** Members with an image. */
    int images() {
        return (int) members.stream().filter(m -> m.image().isPresent()).count();
    }

    /** The same set in which nothing of these studies is left but that they took part. */
    TrainingSet without(Set<String> studies) {
        return new TrainingSet(
                members.stream()
                        .map(m -> studies.contains(m.texts().id()) ? m.emptied() : m)
                        .toList());
    }

    /** The set as an Avro file. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(SCHEMA))) {
            writer.create(SCHEMA, out, SYNC); // a fixed marker: equal sets are equal bytes
            for (Member member : members) {
                writer.append(record(member));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a frozen set.
     *
     * @throws IOException if the file is absent, is not what the plan froze, or cannot be read
     */
    static TrainingSet read(ArtifactStore store, String location, String sha256)
            throws IOException {
        return parse(store.get(location, sha256));
    }

    static TrainingSet parse(byte[] bytes) throws IOException {
        List<Member> members = new ArrayList<>();
        try (var reader =
                new DataFileReader<GenericRecord>(
                        new SeekableByteArrayInput(bytes),
                        new GenericDatumReader<>(null, SCHEMA))) {
            reader.forEach(record -> members.add(member(record)));
        } catch (AvroRuntimeException e) {
            throw new IOException(
                    "The training set cannot be read (%s): start a new round"
                            .formatted(e.getMessage()),
                    e);
        }
        return new TrainingSet(members);
    }

    private static GenericRecord record(Member member) {
        StudyTexts texts = member.texts();
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("studyId", texts.id());
        record.put("version", member.version());
        record.put("site", member.site());
        record.put(
                "role",
                new GenericData.EnumSymbol(
                        SCHEMA.getField("role").schema(), member.replay() ? "REPLAY" : "NEW"));
        record.put("findings", texts.findings().orElse(null));
        record.put("impression", texts.impression().orElse(null));
        record.put("image", member.image().map(TrainingSet::record).orElse(null));
        List<GenericRecord> variants = new ArrayList<>();
        for (String rewrite : texts.rewrites()) {
            variants.add(variant("REWRITE", variants.size(), rewrite, null));
        }
        for (StudyTexts.Mistake mistake : texts.mistakes()) {
            variants.add(
                    variant(
                            "ERROR",
                            variants.size(),
                            mistake.impression(),
                            mistake.mirroredFindings().orElse(null)));
        }
        record.put("variants", variants);
        return record;
    }

    private static GenericRecord record(Image image) {
        GenericRecord record = new GenericData.Record(IMAGE);
        record.put("location", image.location());
        record.put("sha256", image.sha256());
        return record;
    }

    private static GenericRecord variant(String kind, int number, String text, String mirrored) {
        GenericRecord record = new GenericData.Record(VARIANT);
        record.put("variantId", kind + "-" + number);
        record.put("kind", kind);
        record.put("text", text);
        record.put("mirroredFindings", mirrored);
        return record;
    }

    private static Member member(GenericRecord record) {
        Optional<String> findings = text(record, "findings");
        Optional<String> impression = text(record, "impression");
        List<String> rewrites = new ArrayList<>();
        List<StudyTexts.Mistake> mistakes = new ArrayList<>();
        for (Object each : (List<?>) record.get("variants")) {
            GenericRecord variant = (GenericRecord) each;
            String text = text(variant, "text").orElseThrow();
            if ("ERROR".equals(variant.get("kind").toString())) {
                mistakes.add(new StudyTexts.Mistake(text, text(variant, "mirroredFindings")));
            } else {
                rewrites.add(text);
            }
        }
        String id = record.get("studyId").toString();
        return new Member(
                (Integer) record.get("version"),
                record.get("site").toString(),
                "REPLAY".equals(record.get("role").toString()),
                new StudyTexts(
                        id,
                        findings,
                        impression,
                        Stream.of(findings, impression)
                                .flatMap(Optional::stream)
                                .collect(Collectors.joining("\n")),
                        rewrites,
                        mistakes),
                Optional.ofNullable((GenericRecord) record.get("image"))
                        .map(
                                image ->
                                        new Image(
                                                image.get("location").toString(),
                                                image.get("sha256").toString())));
    }

    private static Optional<String> text(GenericRecord record, String field) {
        return Optional.ofNullable(record.get(field)).map(Object::toString);
    }

    private static Schema schema() {
        try (InputStream in = TrainingSet.class.getResourceAsStream("training-set.avsc")) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

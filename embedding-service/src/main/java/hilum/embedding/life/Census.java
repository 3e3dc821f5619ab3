package hilum.embedding.life;

import hilum.embedding.item.Item;
import hilum.embedding.item.Items;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.Connection;
import hilum.transport.TopicReader;
import hilum.transport.erasure.ErasedStudies;
import java.util.ArrayList;
import java.util.List;

/** What the compacted topics of studies and variants hold now: the newest record of each key. */
public final class Census {
    private final Connection connection;

    public Census(Connection connection) {
        this.connection = connection;
    }

    /** Every text that a version embeds: of studies, then of variants, in the order of arrival. */
    public List<String> texts() {
        return items(false).stream()
                .map(Item::content)
                .filter(Item.Content.Text.class::isInstance)
                .map(content -> ((Item.Content.Text) content).text())
                .toList();
    }

    /**
     * Items of the evaluation split, all of whose vectors a shadow announces; not those of studies
     * that are to be erased and still lie on the topics.
     */
    int heldOutItems(boolean images, ErasedStudies erased) {
        List<Item> items = items(images);
        erased.catchUp();
        return (int)
                items.stream()
                        .map(Item::origin)
                        .filter(origin -> origin.heldOut() && !erased.contains(origin.studyId()))
                        .count();
    }

    private List<Item> items(boolean images) {
        List<Item> items = new ArrayList<>();
        TopicReader.latest(connection, Topic.STUDIES, Study.class)
                .values()
                .forEach(study -> items.addAll(Items.of(study, images)));
        TopicReader.latest(connection, Topic.VARIANTS, Variant.class)
                .values()
                .forEach(variant -> items.add(Items.of(variant)));
        return items;
    }
}

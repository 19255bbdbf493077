// The page with the element.
import 'document-translation-status/element/define';

import QtQuick

// A name and its value side by side; takes no space without a value.
Row {
    id: fact
    required property Theme theme
    property string name
    property string value
    width: parent ? parent.width : 0
    visible: value !== ""
    spacing: theme.gap

    Text {
        width: 0.34 * fact.width
        wrapMode: Text.Wrap
        font.pixelSize: fact.theme.body
        color: fact.theme.faint
        textFormat: Text.PlainText
        text: fact.name
    }

    Text {
        width: fact.width - 0.34 * fact.width - fact.spacing
        wrapMode: Text.Wrap
        font.pixelSize: fact.theme.body
        color: fact.theme.text
        textFormat: Text.PlainText
        text: fact.value
    }
}

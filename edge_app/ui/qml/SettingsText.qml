import QtQuick

// A line of a section of the settings; takes no space while it is empty.
Text {
    required property Theme theme
    width: parent ? parent.width : 0
    visible: text !== ""
    wrapMode: Text.Wrap
    font.pixelSize: theme.body
    color: theme.text
    textFormat: Text.PlainText
}
